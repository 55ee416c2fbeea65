package npcmemc

import "github.com/qgraph/qgraph/libqos/base/reg"

// The registers.
const (
	FilterRegister   reg.Reg[Filter]  = 0x00 // CAMCMR
	AddressesEnabled reg.Reg[uint32]  = 0x04 // CAMEN: a bit for each address
	TransmitList     reg.Reg[uint32]  = 0x88 // TXDLSA
	ReceiveList      reg.Reg[uint32]  = 0x8c // RXDLSA
	CommandRegister  reg.Reg[Command] = 0x90 // MCMDR
	PHYData          reg.Reg[uint32]  = 0x94 // MIID
	PHYRegister      reg.Reg[PHY]     = 0x98 // MIIDA
	Threshold        reg.Reg[uint32]  = 0x9c // FFTCR
	TransmitStart    reg.Reg[uint32]  = 0xa0 // TSDR, write-only: any value
	ReceiveStart     reg.Reg[uint32]  = 0xa4 // RSDR, write-only: any value
	MaxLength        reg.Reg[uint32]  = 0xa8 // DMARFC
	Enables          reg.Reg[Cause]   = 0xac // MIEN
	Status           reg.Reg[Cause]   = 0xb0 // MISTA: a written 1 clears
	TransmitNow      reg.Reg[uint32]  = 0xcc // CTXDSA, read-only: the current descriptor
	ReceiveNow       reg.Reg[uint32]  = 0xd4 // CRXDSA, read-only
)

// Addresses is the number of addresses that the controller compares with.
const Addresses = 16

// Address returns the registers CAMM and CAML of an address: its first four bytes, and the last two above 16 bits.
func Address(n int) (high, low reg.Reg[uint32]) {
	const first, size = 0x08, 8
	base := reg.Reg[uint32](first + n*size)
	return base, base + 4
}

// Filter is the register CAMCMR.
type Filter uint32

// Bits of CAMCMR.
//
//qgraph:bits
const (
	Unicasts   Filter = 1 << 0 // "AUP": all of them
	Multicasts Filter = 1 << 1 // "AMP": all of them
	Broadcasts Filter = 1 << 2 // "ABP"
	Inverse    Filter = 1 << 3 // "CCAM"
	Compare    Filter = 1 << 4 // "ECMP": with the addresses
)

// Command is the register MCMDR.
type Command uint32

// Bits of MCMDR.
//
//qgraph:bits
const (
	ReceiveOn  Command = 1 << 0  // "RXON"
	Control    Command = 1 << 3  // "ACP": receive control frames
	StripFCS   Command = 1 << 5  // "SPCRC"
	TransmitOn Command = 1 << 8  // "TXON"
	FullDuplex Command = 1 << 18 // "FDUP"
	PHYClock   Command = 1 << 19 // "ENMDC"
	Fast       Command = 1 << 20 // "OPMOD": 100 Mbit/s
	Reset      Command = 1 << 24 // "SWR": reads as 0 when it is over
)

// PHY is the register MIIDA.
type PHY uint32

// Bits of MIIDA.
//
//qgraph:bits
const (
	PHYNumber PHY = 0x1f << 0 // "PHYRAD": of the PHY's register
	PHYChip   PHY = 0x1f << 8 // "PHYAD"
	PHYWrite  PHY = 1 << 16   // "WR"
	PHYBusy   PHY = 1 << 17   // "BUSY"
)

// Cause is a cause of interrupts, in the registers MISTA and MIEN.
type Cause uint32

// Bits of MISTA and MIEN.
//
//qgraph:bits
const (
	ReceiveAny    Cause = 1 << 0  // "RXINTR": summary of those of reception
	ReceiveGood   Cause = 1 << 4  // "RXGD"
	ReceiveNone   Cause = 1 << 10 // "RDU": there is no descriptor
	ReceiveBus    Cause = 1 << 11 // "RXBERR"
	TransmitAny   Cause = 1 << 16 // "TXINTR": summary of those of transmission
	TransmitDone  Cause = 1 << 18 // "TXCP"
	TransmitAbort Cause = 1 << 21 // "TXABT"
	TransmitNone  Cause = 1 << 23 // "TDU": there is no descriptor
	TransmitBus   Cause = 1 << 24 // "TXBERR"
)

// Interrupts of the part, in the order of the board's table.
const (
	TransmitLine = 0
	ReceiveLine  = 1
)

// Bits of descriptors.
const (
	pad          = 1 << 0 // of the first word to transmit: pad to 60 bytes
	addFCS       = 1 << 1
	interrupts   = 1 << 2
	Transmitted  = 1 << 19 // of the third word: TXCP
	lengthMask   = 0xffff  // of the third word to transmit, and of the first one received
	ReceivedGood = 1 << 20 // of the first word: RXGD
)
