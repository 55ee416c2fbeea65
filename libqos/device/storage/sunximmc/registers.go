package sunximmc

import "github.com/qgraph/qgraph/libqos/base/reg"

// The registers (section 5.3.6 "SD/MMC Register List").
const (
	Control     reg.Reg[ControlBits]    = 0x00 // SD_CTRL
	Clock       reg.Reg[ClockBits]      = 0x04 // SD_CLKDIV
	TimeOut     reg.Reg[uint32]         = 0x08 // SD_TMOUT
	Width       reg.Reg[uint32]         = 0x0c // SD_CTYPE: 0 for one data line, 1 for four, 2 for eight
	BlockSize   reg.Reg[uint32]         = 0x10 // SD_BLKSIZ
	ByteCount   reg.Reg[uint32]         = 0x14 // SD_BYTCNT
	Command     reg.Reg[CommandBits]    = 0x18 // SD_CMD
	Argument    reg.Reg[uint32]         = 0x1c // SD_CMDARG
	Mask        reg.Reg[Flags]          = 0x30 // SD_INTMASK: a 1 lets the flag through
	Masked      reg.Reg[Flags]          = 0x34 // SD_MINTSTS: the flags that Mask lets through
	Raw         reg.Reg[Flags]          = 0x38 // SD_RINTSTS: a written 1 clears a flag
	State       reg.Reg[Status]         = 0x3c // SD_STATUS, read-only
	Threshold   reg.Reg[uint32]         = 0x40 // SD_FIFOTH
	HardReset   reg.Reg[uint32]         = 0x78 // SD_HWRST: a 0 resets the card
	DMAControl  reg.Reg[DMAControlBits] = 0x80 // SD_DMAC
	Descriptors reg.Reg[uint32]         = 0x84 // SD_DLBA: of the first descriptor
	DMAState    reg.Reg[DMAStatus]      = 0x88 // SD_IDST: a written 1 clears a flag
	DMAMask     reg.Reg[DMAStatus]      = 0x8c // SD_IDIE
)

// Response returns the address of SD_RESP0 to 3, which can only be read. A short response is in the first, which also has bits 31:0
// of a long one.
func Response(n int) reg.Reg[uint32] { return reg.Reg[uint32](0x20 + 4*n) }

// ControlBits is the value of SD_CTRL.
type ControlBits uint32

// The fields of SD_CTRL.
//
//qgraph:bits Control
const (
	ControlReset     ControlBits = 1 << 0
	ControlResetFIFO ControlBits = 1 << 1
	ControlResetDMA  ControlBits = 1 << 2
	ControlInterrupt ControlBits = 1 << 4
	ControlDMA       ControlBits = 1 << 5
	ControlAHB       ControlBits = 1 << 31 // software, not the IDMAC, has the FIFO

	resets = ControlReset | ControlResetFIFO | ControlResetDMA
)

// ClockBits is the value of SD_CLKDIV.
type ClockBits uint32

// The fields of SD_CLKDIV.
//
//qgraph:bits Clock
const (
	ClockDivider ClockBits = 0xff
	ClockOn      ClockBits = 1 << 16
)

// CommandBits is the value of SD_CMD.
type CommandBits uint32

// The fields of SD_CMD.
//
//qgraph:bits Command
const (
	CommandIndex    CommandBits = 0x3f
	CommandResponse CommandBits = 1 << 6
	CommandLong     CommandBits = 1 << 7 // of 136 bits
	CommandCRC      CommandBits = 1 << 8 // check that of the response
	CommandData     CommandBits = 1 << 9
	CommandWrite    CommandBits = 1 << 10
	CommandStop     CommandBits = 1 << 12 // CMD12 follows the data
	CommandWait     CommandBits = 1 << 13 // for the end of data before
	CommandInit     CommandBits = 1 << 15
	CommandClock    CommandBits = 1 << 21 // change the clock, and send nothing
	CommandStart    CommandBits = 1 << 31 // cleared when the command is sent
)

// Flags is the value of SD_RINTSTS, SD_MINTSTS and SD_INTMASK.
type Flags uint32

// The flags.
//
//qgraph:bits
const (
	ResponseError Flags = 1 << 1 // no response, or a wrong CRC
	CommandDone   Flags = 1 << 2
	DataOver      Flags = 1 << 3
	SendRequest   Flags = 1 << 4
	ReadRequest   Flags = 1 << 5
	ResponseCRC   Flags = 1 << 6
	DataCRC       Flags = 1 << 7
	NoResponse    Flags = 1 << 8 // "RESPONSE_TIMEOUT"
	DataTimeOut   Flags = 1 << 9
	FIFORun       Flags = 1 << 11 // underrun or overrun
	Locked        Flags = 1 << 12 // a write while a command is sent
	StartBit      Flags = 1 << 13
	StopDone      Flags = 1 << 14 // the CMD12 that follows the data
	EndBit        Flags = 1 << 15
	SDIO          Flags = 1 << 16

	// Failures are the flags of errors.
	Failures = ResponseError | ResponseCRC | DataCRC | NoResponse | DataTimeOut | FIFORun | Locked | StartBit | EndBit
	// All are the flags of the card's bus.
	All = Failures | CommandDone | DataOver | SendRequest | ReadRequest | StopDone | SDIO
)

// Status is the value of SD_STATUS.
type Status uint32

// The flags of SD_STATUS.
//
//qgraph:bits
const (
	ReceiveLevel Status = 1 << 0
	SendLevel    Status = 1 << 1
	FIFOEmpty    Status = 1 << 2
	FIFOFull     Status = 1 << 3
	CardPresent  Status = 1 << 8
	CardBusy     Status = 1 << 9
	FIFOLevel    Status = 0x1f << 17 // words in the FIFO
)

// DMAControlBits is the value of SD_DMAC.
type DMAControlBits uint32

// The fields of SD_DMAC.
//
//qgraph:bits DMA
const (
	DMAReset DMAControlBits = 1 << 0
	DMAFixed DMAControlBits = 1 << 1
	DMAOn    DMAControlBits = 1 << 7
)

// DMAStatus is the value of SD_IDST and SD_IDIE.
type DMAStatus uint32

// The flags of the IDMAC.
//
//qgraph:bits
const (
	Sent     DMAStatus = 1 << 0
	Received DMAStatus = 1 << 1
	BusError DMAStatus = 1 << 2
	Invalid  DMAStatus = 1 << 4 // the descriptor is the processor's
	Normal   DMAStatus = 1 << 8 // sum of Sent and Received
	Abnormal DMAStatus = 1 << 9

	allDMA = Sent | Received | BusError | Invalid | 1<<5 | Normal | Abnormal
)

// Size is the number of bytes of a descriptor: four words, of which these are bits of the first. The second has the number of
// bytes, the third their address, and the fourth the address of the next descriptor.
const Size = 16

// The first word of a descriptor.
const (
	Quiet uint32 = 1 << 1 // no interrupt
	Last  uint32 = 1 << 2
	First uint32 = 1 << 3
	Chain uint32 = 1 << 4
	Ring  uint32 = 1 << 5  // the end of the ring
	Own   uint32 = 1 << 31 // the IDMAC's; cleared when its bytes have been moved
)
