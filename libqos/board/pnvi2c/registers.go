package pnvi2c

import "github.com/qgraph/qgraph/libqos/base/reg"

// Engines is the number of controllers of a chip.
const Engines = 4

// SCOM returns the address of the registers of a controller on the chip's bus.
func SCOM(engine int) uint32 { return 0xa0000 + 0x1000*uint32(engine) }

// The registers, by their numbers. A register that has two meanings has two names.
const (
	FIFO              reg.Reg[uint64]         = 0x4 // a byte in bits 0:7
	CommandRegister   reg.Reg[Command]        = 0x5
	ModeRegister      reg.Reg[Mode]           = 0x6
	WatermarkRegister reg.Reg[Watermark]      = 0x7
	Mask              reg.Reg[Interrupts]     = 0x8
	Conditions        reg.Reg[Interrupts]     = 0x9 // read
	SetMask           reg.Reg[Interrupts]     = 0x9 // written: sets bits of the mask
	Pending           reg.Reg[Interrupts]     = 0xa // read: the conditions that the mask has
	AndMask           reg.Reg[Interrupts]     = 0xa // written: keeps only these bits of the mask
	StatusRegister    reg.Reg[Status]         = 0xb // read
	ResetEngine       reg.Reg[uint64]         = 0xb // written
	Extended          reg.Reg[ExtendedStatus] = 0xc // read
	ResetErrors       reg.Reg[uint64]         = 0xc // written
	ResidualRegister  reg.Reg[Residual]       = 0xd
)

// Depth is the number of bytes that the FIFO holds.
const Depth = 8

// Command is the command register. Writing it begins a command.
type Command uint64

// Bits of the command register.
//
//qgraph:bits
const (
	WithStart    Command = 1 << 63 // bit 0
	WithAddress  Command = 1 << 62 // "WITH_ADDR": bit 1
	ReadContinue Command = 1 << 61 // "READ_CONT": bit 2, the last byte is acknowledged, too
	WithStop     Command = 1 << 60 // bit 3
	Read         Command = 1 << 48 // "READ_NOT_WRITE": bit 15
)

// To returns a command with an address of 7 bits, in bits 8:14, and a number of bytes, in bits 16:31.
func (c Command) To(address uint8, bytes int) Command {
	return c | Command(address)<<49 | Command(uint16(bytes))<<32
}

// Mode is the mode register.
type Mode uint64

// Bits of the mode register.
//
//qgraph:bits
const (
	Enhanced   Mode = 1 << 35 // bit 28
	Diagnostic Mode = 1 << 34 // bit 29
	Pacing     Mode = 1 << 33 // "PACING_ALLOW": bit 30
	Wrap       Mode = 1 << 32 // bit 31
)

// Port returns the mode with the port in bits 16:21 and a divider of the clock in bits 0:15.
func Port(port uint8, divider uint16) Mode { return Mode(divider)<<48 | Mode(port&0x3f)<<42 }

// Watermark has the levels of the FIFO at which data is requested: the high one, for reads, in bits 16:19, the low one, for
// writes, in bits 24:27.
type Watermark uint64

// Levels returns the watermarks.
func Levels(high, low uint8) Watermark { return Watermark(high&0xf)<<44 | Watermark(low&0xf)<<36 }

// Interrupts are the conditions that can raise the interrupt.
type Interrupts uint64

// Bits of the interrupt registers.
//
//qgraph:bits
const (
	OnInvalidCommand Interrupts = 1 << 47 // "INVALID_CMD": bit 16
	OnParity         Interrupts = 1 << 46 // "LBUS_PARITY_ERR": bit 17
	OnOverrun        Interrupts = 1 << 45 // "BKEND_OVERRUN_ERR": bit 18
	OnAccess         Interrupts = 1 << 44 // "BKEND_ACCESS_ERR": bit 19
	OnArbitration    Interrupts = 1 << 43 // "ARBT_LOST_ERR": bit 20
	OnNACK           Interrupts = 1 << 42 // "NACK_RCVD_ERR": bit 21
	OnDataRequest    Interrupts = 1 << 41 // "DATA_REQ": bit 22
	OnComplete       Interrupts = 1 << 40 // "CMD_COMP": bit 23
	OnStopError      Interrupts = 1 << 39 // "STOP_ERR": bit 24
	OnBusy           Interrupts = 1 << 38 // "I2C_BUSY": bit 25
	OnFree           Interrupts = 1 << 37 // "NOT_I2C_BUSY": bit 26
	OnClockHigh      Interrupts = 1 << 35 // "SCL_EQ_1": bit 28
	OnClockLow       Interrupts = 1 << 34 // "SCL_EQ_0": bit 29
	OnDataHigh       Interrupts = 1 << 33 // "SDA_EQ_1": bit 30
	OnDataLow        Interrupts = 1 << 32 // "SDA_EQ_0": bit 31
)

// Status is the status register. The number of bytes in the FIFO is in bits 24:31.
type Status uint64

// Bits of the status register.
//
//qgraph:bits
const (
	InvalidCommand Status = 1 << 63 // "INVALID_CMD": bit 0
	ParityError    Status = 1 << 62 // "LBUS_PARITY_ERR": bit 1
	Overrun        Status = 1 << 61 // "BKEND_OVERRUN_ERR": bit 2
	AccessError    Status = 1 << 60 // "BKEND_ACCESS_ERR": bit 3
	Arbitration    Status = 1 << 59 // "ARBT_LOST_ERR": bit 4
	NACK           Status = 1 << 58 // "NACK_RCVD_ERR": bit 5
	DataRequest    Status = 1 << 57 // "DATA_REQ": bit 6
	Complete       Status = 1 << 56 // "CMD_COMP": bit 7
	StopError      Status = 1 << 55 // "STOP_ERR": bit 8
	Interrupt      Status = 1 << 47 // "ANY_I2C_INTR": bit 16
	History        Status = 1 << 44 // "PORT_HISTORY_BUSY": bit 19
	ClockHigh      Status = 1 << 43 // "SCL_INPUT_LEVEL": bit 20
	DataHigh       Status = 1 << 42 // "SDA_INPUT_LEVEL": bit 21
	PortBusy       Status = 1 << 41 // bit 22
	InterfaceBusy  Status = 1 << 40 // bit 23
)

// Errors are the errors that end a command.
const Errors = InvalidCommand | ParityError | Overrun | AccessError | Arbitration | NACK | StopError

// Entries returns the number of bytes in the FIFO.
func (s Status) Entries() int { return int(uint8(s >> 32)) }

// ExtendedStatus is the extended status register. The size of the FIFO is in bits 0:7.
type ExtendedStatus uint64

// Bits of the extended status register.
//
//qgraph:bits
const (
	HighWater ExtendedStatus = 1 << 41 // bit 22
	LowWater  ExtendedStatus = 1 << 40 // bit 23
	BusBusy   ExtendedStatus = 1 << 39 // "I2C_BUSY": bit 24
	SelfBusy  ExtendedStatus = 1 << 38 // bit 25: by this controller
)

// Size returns the number of bytes that the FIFO holds.
func (s ExtendedStatus) Size() int { return int(uint8(s >> 56)) }

// Residual has the numbers of bytes that are left of a command: on the side of the bus, the front end, in bits 0:15, on the
// side of the host, the back end, in bits 16:31.
type Residual uint64

// Left returns a residual.
func Left(front, back uint16) Residual { return Residual(front)<<48 | Residual(back)<<32 }

// Front returns the number of bytes left on the side of the bus.
func (r Residual) Front() int { return int(uint16(r >> 48)) }
