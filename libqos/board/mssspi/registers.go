package mssspi

import "github.com/qgraph/qgraph/libqos/base/reg"

// The registers (section 13.4.2 "SPI Register Summary").
const (
	ControlReg  reg.Reg[Config]    = 0x00 // CONTROL
	FrameSize   reg.Reg[uint32]    = 0x04 // TXRXDF_SIZE: bits in a frame, 4 to 32; fixed while the controller is enabled
	StatusReg   reg.Reg[Status]    = 0x08 // STATUS, read-only
	Clear       reg.Reg[Interrupt] = 0x0c // INT_CLEAR, reads as 0
	Receive     reg.Reg[uint32]    = 0x10 // RX_DATA, read-only
	Transmit    reg.Reg[uint32]    = 0x14 // TX_DATA, write-only
	ClockRate   reg.Reg[uint32]    = 0x18 // CLK_GEN
	SlaveSelect reg.Reg[uint32]    = 0x1c // SLAVE_SELECT: a bit for each of eight chips
	Masked      reg.Reg[Interrupt] = 0x20 // MIS, read-only
	Raw         reg.Reg[Interrupt] = 0x24 // RIS, read-only
	Control2    reg.Reg[uint32]    = 0x28 // CONTROL2
	CommandReg  reg.Reg[Command]   = 0x2c // COMMAND
	PacketSize  reg.Reg[uint32]    = 0x30 // PKTSIZE: frames
	CommandSize reg.Reg[uint32]    = 0x34 // CMD_SIZE: frames
	SlaveStatus reg.Reg[uint32]    = 0x38 // HWSTATUS
	Status8     reg.Reg[uint32]    = 0x3c // STAT8, read-only: bits of STATUS in one byte
)

// Values after a reset (section 13.4.2 "SPI Register Summary"); the other registers are 0.
const (
	ControlReset          = Reset | Master | 1<<8
	FrameSizeReset        = 4
	StatusReset    Status = SelectHigh | SendEmpty | ReceiveEmpty
	ClockRateReset        = 7
	Status8Reset          = 0x44
)

// Config is CONTROL.
type Config uint32

// Bits of CONTROL (section 13.4.3.1 "SPI Control Register").
//
//qgraph:bits
const (
	Enable            Config = 1 << 0      // "ENABLE"
	Master            Config = 1 << 1      // "MODE"
	Protocol          Config = 3 << 2      // "TRANSFPRTL": 0 is Motorola's
	ReceiveInterrupt  Config = 1 << 4      // "INTRXDATA"
	SendInterrupt     Config = 1 << 5      // "INTTXDATA"
	OverflowInterrupt Config = 1 << 6      // "INTRXOVRFLO"
	UnderrunInterrupt Config = 1 << 7      // "INTTXTURUN"
	Count             Config = 0xffff << 8 // "TXRXDFCOUNT": frames of a burst
	Polarity          Config = 1 << 24     // "SPO"
	Phase             Config = 1 << 25     // "SPH"
	Hold              Config = 1 << 26     // "SPS": the chip stays selected between the frames of a burst
	FrameUnderrun     Config = 1 << 27     // "FRAMEURUN"
	ClockMode         Config = 1 << 28     // "CLKMODE"
	BigFIFO           Config = 1 << 29     // "BIGFIFO": FIFOs of more than 4 frames, see [Depth]
	OutputOff         Config = 1 << 30     // "OENOFF"
	Reset             Config = 1 << 31     // "RESET": the controller is held in reset
)

// MaxFrames is the largest number of frames in a burst.
const MaxFrames = 0xffff

// Frames returns the bits of CONTROL for a burst of n frames, 1 to [MaxFrames].
func Frames(n int) Config { return Config(n) << 8 }

// Depth returns the number of frames of that many bits, 4 to 32, that each FIFO holds (section 13.4.3.1, BIGFIFO).
func Depth(bits uint32, c Config) int {
	switch {
	case c&BigFIFO == 0:
		return 4
	case bits <= 8:
		return 32
	case bits <= 16:
		return 16
	}
	return 8
}

// Status is STATUS.
type Status uint32

// Bits of STATUS (section 13.4.3.3 "SPI Status Register").
//
//qgraph:bits
const (
	Sent             Status = 1 << 0  // "TXDATSENT": as many frames as CONTROL counts were sent
	Received         Status = 1 << 1  // "RXDATRCED": as many were received
	Overflow         Status = 1 << 2  // "RXOVERFLOW"
	Underrun         Status = 1 << 3  // "TXUNDERRUN"
	ReceiveFull      Status = 1 << 4  // "RXFIFOFUL"
	ReceiveFullNext  Status = 1 << 5  // "RXFIFOFULNXT": the next frame fills the receive FIFO
	ReceiveEmpty     Status = 1 << 6  // "RXFIFOEMP"
	ReceiveEmptyNext Status = 1 << 7  // "RXFIFOEMPNXT": the next read empties it
	SendFull         Status = 1 << 8  // "TXFIFOFUL"
	SendFullNext     Status = 1 << 9  // "TXFIFOFULNXT"
	SendEmpty        Status = 1 << 10 // "TXFIFOEMP"
	SendEmptyNext    Status = 1 << 11 // "TXFIFOEMPNXT"
	FrameStart       Status = 1 << 12 // "FRAMESTART"
	SelectHigh       Status = 1 << 13 // "SSEL": the level of the first select line
	Active           Status = 1 << 14 // "ACTIVE": a frame is under way
)

// Interrupt is a set of interrupts, as RIS, MIS and INT_CLEAR have them.
type Interrupt uint32

// The interrupts (section 13.4.3.10 "SPI Raw Interrupt Status Register").
//
//qgraph:bits
const (
	SendDone        Interrupt = 1 << 0 // "TXDONE"
	ReceiveReady    Interrupt = 1 << 1 // "RXRDY"
	ReceiveOverflow Interrupt = 1 << 2 // "RXCHOVRF"
	SendUnderrun    Interrupt = 1 << 3 // "TXCHUNDR"
	CommandDone     Interrupt = 1 << 4 // "CMDINT"
	SelectEnd       Interrupt = 1 << 5 // "SSEND"
)

// Command is COMMAND.
type Command uint32

// Bits of COMMAND (section 13.4.3.12 "SPI Command Register").
//
//qgraph:bits
const (
	EmptyReceive Command = 1 << 2 // "RXFIFORST"
	EmptySend    Command = 1 << 3 // "TXFIFORST"
	ClearCount   Command = 1 << 4 // "CLRFRAMECNT", reads as 0
)
