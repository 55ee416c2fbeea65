package pl181

import "github.com/qgraph/qgraph/libqos/base/reg"

// The registers ("Summary of registers").
const (
	Power       reg.Reg[PowerControl] = 0x00 // MCIPower
	Clock       reg.Reg[ClockControl] = 0x04 // MCIClock
	Argument    reg.Reg[uint32]       = 0x08 // MCIArgument
	Command     reg.Reg[CommandBits]  = 0x0c // MCICommand
	ResponseCmd reg.Reg[uint32]       = 0x10 // MCIRespCmd, read-only: the index in the last response
	DataTimer   reg.Reg[uint32]       = 0x24 // MCIDataTimer: in periods of the card's bus clock
	DataLength  reg.Reg[uint32]       = 0x28 // MCIDataLength: in bytes, 16 bits
	DataControl reg.Reg[DataBits]     = 0x2c // MCIDataCtrl
	DataCounter reg.Reg[uint32]       = 0x30 // MCIDataCnt, read-only: remaining bytes
	State       reg.Reg[Status]       = 0x34 // MCIStatus, read-only
	Clear       reg.Reg[Status]       = 0x38 // MCIClear, write-only: the static flags
	Mask0       reg.Reg[Status]       = 0x3c // MCIMask0: a 1 lets the flag through to MCIINTR0
	Mask1       reg.Reg[Status]       = 0x40 // MCIMask1
	FIFOCounter reg.Reg[uint32]       = 0x48 // MCIFifoCnt, read-only: remaining words
	FIFO        reg.Reg[uint32]       = 0x80 // MCIFIFO, at sixteen addresses
)

// PeripheralID is the number in the identification registers.
const PeripheralID = 0x41181

// Response returns the address of MCIResponse0 to 3. A short response is in the first. The first has the highest bits of a long
// one, and the last its bits 31:1 ("Response registers, MCIResponse0-3").
func Response(n int) reg.Reg[uint32] { return reg.Reg[uint32](0x14 + 4*n) }

// Depth is the number of words in the FIFO ("Data FIFO").
const Depth = 16

// PowerControl is the value of MCIPower ("Power control register").
type PowerControl uint32

// The fields of MCIPower.
const (
	PowerUp   PowerControl = 2 << 0
	PowerOn   PowerControl = 3 << 0
	OpenDrain PowerControl = 1 << 6
	Rod       PowerControl = 1 << 7
)

// ClockControl is the value of MCIClock ("Clock control register").
type ClockControl uint32

// The fields of MCIClock. The clock of the bus is MCLK / (2 × (the divider + 1)).
//
//qgraph:bits
const (
	ClockDivider ClockControl = 0xff
	ClockEnable  ClockControl = 1 << 8
	PowerSave    ClockControl = 1 << 9
	Bypass       ClockControl = 1 << 10
	WideBus      ClockControl = 1 << 11
)

// CommandBits is the value of MCICommand ("Command register").
type CommandBits uint32

// The fields of MCICommand.
//
//qgraph:bits Command
const (
	CommandIndex     CommandBits = 0x3f
	CommandResponse  CommandBits = 1 << 6  // wait for a response
	CommandLong      CommandBits = 1 << 7  // of 136 bits
	CommandInterrupt CommandBits = 1 << 8  // wait for an interrupt request, without a time-out
	CommandPending   CommandBits = 1 << 9  // wait for the end of the data
	CommandEnable    CommandBits = 1 << 10 // start
)

// DataBits is the value of MCIDataCtrl ("Data control register").
type DataBits uint32

// The fields of MCIDataCtrl.
//
//qgraph:bits Data
const (
	DataEnable DataBits = 1 << 0
	DataRead   DataBits = 1 << 1 // from the card
	DataStream DataBits = 1 << 2
	DataDMA    DataBits = 1 << 3
)

// BlockSize returns the field of MCIDataCtrl for blocks of 2^exponent bytes, 0 to 11.
func BlockSize(exponent int) DataBits { return DataBits(exponent) << 4 }

// Status is the value of MCIStatus, MCIClear, MCIMask0 and MCIMask1 ("Status register").
type Status uint32

// The flags.
//
//qgraph:bits
const (
	CmdCRCFail     Status = 1 << 0
	DataCRCFail    Status = 1 << 1
	CmdTimeOut     Status = 1 << 2
	DataTimeOut    Status = 1 << 3
	TxUnderrun     Status = 1 << 4
	RxOverrun      Status = 1 << 5
	CmdRespEnd     Status = 1 << 6
	CmdSent        Status = 1 << 7
	DataEnd        Status = 1 << 8
	StartBitErr    Status = 1 << 9
	DataBlockEnd   Status = 1 << 10
	CmdActive      Status = 1 << 11
	TxActive       Status = 1 << 12
	RxActive       Status = 1 << 13
	TxFIFOHalfFree Status = 1 << 14 // "TxFifoHalfEmpty"
	RxFIFOHalfFull Status = 1 << 15
	TxFIFOFull     Status = 1 << 16
	RxFIFOFull     Status = 1 << 17
	TxFIFOEmpty    Status = 1 << 18
	RxFIFOEmpty    Status = 1 << 19
	TxDataAvlbl    Status = 1 << 20
	RxDataAvlbl    Status = 1 << 21

	// Static are the flags that stay until MCIClear clears them.
	Static = CmdCRCFail | DataCRCFail | CmdTimeOut | DataTimeOut | TxUnderrun | RxOverrun | CmdRespEnd | CmdSent | DataEnd |
		StartBitErr | DataBlockEnd
	dataErrors = DataCRCFail | DataTimeOut | TxUnderrun | RxOverrun | StartBitErr
)
