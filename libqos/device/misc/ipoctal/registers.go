package ipoctal

import "github.com/qgraph/qgraph/libqos/base/reg"

// stride is the distance between the registers of two channels in bytes
// (SCC2698B, table 1 "Register addressing").
const stride = 0x10

// ModeReg is Mode Register 1, and after an access to it Mode Register 2.
func ModeReg(channel int) reg.Reg[uint8] { return at[uint8](channel, 0) }

// StatusReg is the Status Register, read only.
func StatusReg(channel int) reg.Reg[Status] { return at[Status](channel, 1) }

// CommandReg is the Command Register, write only.
func CommandReg(channel int) reg.Reg[Command] { return at[Command](channel, 2) }

// DataReg is the Receive Holding Register for reads, and the Transmit Holding
// Register for writes.
func DataReg(channel int) reg.Reg[uint8] { return at[uint8](channel, 3) }

// CausesReg is, for a channel's block, the Interrupt Status Register for reads,
// and the Interrupt Mask Register for writes.
func CausesReg(channel int) reg.Reg[Cause] { return at[Cause](channel&^1, 5) }

func at[V reg.Word](channel, word int) reg.Reg[V] { return reg.Reg[V](channel*stride + 2*word) }

// Status is the content of [StatusReg].
type Status uint8

// The bits of [StatusReg].
//
//qgraph:bits
const (
	RxReady   Status = 1 << 0 // "RxRDY": a character waits in the receive FIFO
	FIFOFull  Status = 1 << 1 // "FFULL"
	TxReady   Status = 1 << 2 // "TxRDY": the transmit holding register is empty
	TxEmpty   Status = 1 << 3 // "TxEMT": underrun: the shift register is empty too
	Overrun   Status = 1 << 4 // "overrun"
	Parity    Status = 1 << 5 // "parity error"
	Framing   Status = 1 << 6 // "framing error"
	BreakSeen Status = 1 << 7 // "break"
)

// Command is a value for [CommandReg].
type Command uint8

// The commands.
const (
	EnableRx  Command = 1 << 0
	DisableRx Command = 1 << 1
	EnableTx  Command = 1 << 2
	DisableTx Command = 1 << 3

	ResetMode   Command = 1 << 4 // the pointer to Mode Register 1
	ResetRx     Command = 2 << 4
	ResetTx     Command = 3 << 4
	ResetErrors Command = 4 << 4
)

// Cause is a set of the interrupt causes of a block. The lower half is for its
// first channel.
type Cause uint8

// The causes of the first channel of a block.
const (
	CauseTx Cause = 1 << 0 // TxRDY
	CauseRx Cause = 1 << 1 // RxRDY
)

// Of shifts causes of the first channel to the bits of a channel.
func (c Cause) Of(channel int) Cause { return c << (channel % 2 * 4) }
