package bcm2835dma

import "github.com/qgraph/qgraph/libqos/base/reg"

// The registers of a channel (section 4.2.1.2 "Register Map"). Those from TI to NEXTCONBK show the block under way, and can
// only be read.
const (
	ControlRegister reg.Reg[Status] = 0x00 // CS
	BlockAddress    reg.Reg[uint32] = 0x04 // CONBLK_AD: bus address of the block under way; 0 at the end
	InfoRegister    reg.Reg[Info]   = 0x08 // TI
	Source          reg.Reg[uint32] = 0x0c // SOURCE_AD
	Dest            reg.Reg[uint32] = 0x10 // DEST_AD
	Length          reg.Reg[uint32] = 0x14 // TXFR_LEN
	Stride          reg.Reg[uint32] = 0x18 // STRIDE
	NextBlock       reg.Reg[uint32] = 0x1c // NEXTCONBK
	DebugRegister   reg.Reg[Debug]  = 0x20 // DEBUG
)

// The registers of all channels: bit n is of channel n.
const (
	Interrupts reg.Reg[uint32] = 0xfe0 // INT_STATUS, read-only
	Enabled    reg.Reg[uint32] = 0xff0 // ENABLE: without channel 15
)

// Status is the register CS.
type Status uint32

// Bits of CS.
//
//qgraph:bits
const (
	Active        Status = 1 << 0 // "ACTIVE"
	End           Status = 1 << 1 // "END": a block was done; a written 1 clears
	Interrupted   Status = 1 << 2 // "INT": a written 1 clears
	Requested     Status = 1 << 3 // "DREQ"
	Paused        Status = 1 << 4 // "PAUSED"
	StoppedByDREQ Status = 1 << 5 // "DREQ_STOPS_DMA"
	Waiting       Status = 1 << 6 // "WAITING_FOR_OUTSTANDING_WRITES"
	Failed        Status = 1 << 8 // "ERROR": DEBUG has an error

	Priority      Status = 0xf << 16 // "PRIORITY"
	PanicPriority Status = 0xf << 20 // "PANIC_PRIORITY"
	Wait          Status = 1 << 28   // "WAIT_FOR_OUTSTANDING_WRITES"
	NoDebug       Status = 1 << 29   // "DISDEBUG"
	Abort         Status = 1 << 30   // "ABORT": ends the block, reads as 0
	Reset         Status = 1 << 31   // "RESET": reads as 0
)

// Info is the first word of a control block, and the register TI.
type Info uint32

// Bits of TI.
//
//qgraph:bits
const (
	Interrupt        Info = 1 << 0  // "INTEN"
	TwoDimensional   Info = 1 << 1  // "TDMODE"
	WaitResponse     Info = 1 << 3  // "WAIT_RESP"
	DestIncrements   Info = 1 << 4  // "DEST_INC"
	DestWide         Info = 1 << 5  // "DEST_WIDTH": 128 bits at a time
	DestRequests     Info = 1 << 6  // "DEST_DREQ"
	DestIgnored      Info = 1 << 7  // "DEST_IGNORE": nothing is written
	SourceIncrements Info = 1 << 8  // "SRC_INC"
	SourceWide       Info = 1 << 9  // "SRC_WIDTH"
	SourceRequests   Info = 1 << 10 // "SRC_DREQ"
	SourceIgnored    Info = 1 << 11 // "SRC_IGNORE": zeros are written

	Burst        Info = 0xf << 12  // "BURST_LENGTH"
	Peripheral   Info = 0x1f << 16 // "PERMAP"
	Waits        Info = 0x1f << 21 // "WAITS"
	NoWideBursts Info = 1 << 26    // "NO_WIDE_BURSTS"
)

// Debug is the register DEBUG.
type Debug uint32

// Bits of DEBUG.
//
//qgraph:bits
const (
	LastNotSet Debug = 1 << 0  // "READ_LAST_NOT_SET_ERROR": a written 1 clears this and the two others
	FIFOError  Debug = 1 << 1  // "FIFO_ERROR"
	ReadError  Debug = 1 << 2  // "READ_ERROR"
	Lite       Debug = 1 << 28 // "LITE"
)
