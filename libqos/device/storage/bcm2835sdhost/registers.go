package bcm2835sdhost

import "github.com/qgraph/qgraph/libqos/base/reg"

// The registers (Linux, drivers/mmc/host/bcm2835.c, SDCMD to SDHBLC).
const (
	Command      reg.Reg[CommandBits] = 0x00 // SDCMD: 16 bits
	Argument     reg.Reg[uint32]      = 0x04 // SDARG
	TimeOut      reg.Reg[uint32]      = 0x08 // SDTOUT: in periods of the card's clock
	ClockDivider reg.Reg[uint32]      = 0x0c // SDCDIV: 11 bits, the divider less 2
	HostStatus   reg.Reg[Status]      = 0x20 // SDHSTS: a written 1 clears a flag
	Power        reg.Reg[uint32]      = 0x30 // SDVDD: 1 bit, the card's power
	Debug        reg.Reg[DebugBits]   = 0x34 // SDEDM, "emergency debug mode"
	HostConfig   reg.Reg[ConfigBits]  = 0x38 // SDHCFG
	ByteCount    reg.Reg[uint32]      = 0x3c // SDHBCT: the size of a block
	Data         reg.Reg[uint32]      = 0x40 // SDDATA: the FIFO
	BlockCount   reg.Reg[uint32]      = 0x50 // SDHBLC: 9 bits
)

// Response returns the address of SDRSP0 to 3, which can only be read. A short response is in the first, which also has bits 31:0
// of a long one.
func Response(n int) reg.Reg[uint32] { return reg.Reg[uint32](0x10 + 4*n) }

// Depth is the number of words in the FIFO ("SDDATA_FIFO_WORDS").
const Depth = 16

// SlowestClock is the greatest value of SDCDIV, and FirstClock its value after a reset (the comment in "bcm2835_set_clock").
const (
	SlowestClock = 0x7ff
	FirstClock   = 507
)

// CommandBits is the value of SDCMD.
type CommandBits uint32

// The fields of SDCMD.
//
//qgraph:bits Command
const (
	CommandIndex      CommandBits = 0x3f
	CommandRead       CommandBits = 1 << 6  // data from the card follow
	CommandWrite      CommandBits = 1 << 7  // data to the card follow
	CommandLong       CommandBits = 1 << 9  // a response of 136 bits
	CommandNoResponse CommandBits = 1 << 10 // the card does not respond
	CommandBusy       CommandBits = 1 << 11 // wait until the card is not busy
	CommandFail       CommandBits = 1 << 14 // the command failed: see SDHSTS
	CommandNew        CommandBits = 1 << 15 // start; cleared at the end of the command
)

// Status is the value of SDHSTS.
type Status uint32

// The flags of SDHSTS. DataFlag says that the FIFO has data or space; no other flag tells of data interrupts (the comments in
// "bcm2835_data_irq" and "bcm2835_irq").
//
//qgraph:bits
const (
	DataFlag  Status = 1 << 0
	FIFOError Status = 1 << 3
	CRC7      Status = 1 << 4 // of a response
	CRC16     Status = 1 << 5 // of data
	NoAnswer  Status = 1 << 6 // "CMD_TIME_OUT"
	NoData    Status = 1 << 7 // "REW_TIME_OUT"
	CardIRQ   Status = 1 << 8 // "SDIO_IRPT": of an SDIO card
	BlockEnd  Status = 1 << 9
	BusyEnd   Status = 1 << 10

	// Failures are the flags of errors, and Flags all that a written 1 clears.
	Failures = FIFOError | CRC7 | CRC16 | NoAnswer | NoData
	Flags    = Failures | CardIRQ | BlockEnd | BusyEnd
)

// ConfigBits is the value of SDHCFG.
type ConfigBits uint32

// The fields of SDHCFG.
//
//qgraph:bits Config
const (
	ConfigRelease ConfigBits = 1 << 0 // of the command line
	ConfigWide    ConfigBits = 1 << 1 // "WIDE_INT_BUS"
	ConfigWideBus ConfigBits = 1 << 2 // "WIDE_EXT_BUS": four data lines
	ConfigSlow    ConfigBits = 1 << 3 // SDCDIV divides the clock also while data move
	ConfigData    ConfigBits = 1 << 4 // interrupt while DataFlag is set
	ConfigSDIO    ConfigBits = 1 << 5
	ConfigBlock   ConfigBits = 1 << 8 // interrupt at the end of a written block
	ConfigBusy    ConfigBits = 1 << 10
)

// DebugBits is the value of SDEDM.
type DebugBits uint32

// The fields of SDEDM.
const (
	DebugState DebugBits = 0xf
	DebugLevel DebugBits = 0x1f << 4 // words in the FIFO
	// DebugThresholds are the levels at which the FIFO asks for words and offers them.
	DebugThresholds DebugBits = 0x3ff << 9
	DebugForceData  DebugBits = 1 << 19 // to state DataMode
)

// Thresholds returns the field of SDEDM for both levels, in words.
func Thresholds(read, write int) DebugBits { return DebugBits(read)<<14 | DebugBits(write)<<9 }

// Level returns the number of words in the FIFO.
func (d DebugBits) Level() int { return int(d & DebugLevel >> 4) }

// State returns the state of the host.
func (d DebugBits) State() State { return State(d & DebugState) }

// State is the state of the host ("SDEDM_FSM").
type State uint8

// Some of the states.
const (
	IdentMode   State = 0x0
	DataMode    State = 0x1
	ReadData    State = 0x2
	WriteData   State = 0x3
	ReadWait    State = 0x4
	ReadCRC     State = 0x5
	WriteStart1 State = 0xa
	WriteStart2 State = 0xb
)

// pinFunctions returns the address of the functions of ten pins, GPFSEL0 to 5, and where in it those of a pin are (BCM2835 ARM
// Peripherals, section 6.1 "Register View").
func pinFunctions(pin int) (r reg.Reg[uint32], shift int) {
	const pins, bits = 10, 3
	return reg.Reg[uint32](4 * (pin / pins)), bits * (pin % pins)
}

// Function is the function of a pin.
type Function uint8

// Functions of the pins of the slot. With SDHost they are this host's.
const (
	Input  Function = 0
	SDHost Function = 4 // "alternate function 0"
)
