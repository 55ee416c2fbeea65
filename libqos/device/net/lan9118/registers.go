package lan9118

import "github.com/qgraph/qgraph/libqos/base/reg"

// The registers (section 5.3 "System Control and Status Registers").
const (
	ReceiveData    reg.Reg[uint32]   = 0x00 // RX_DATA_FIFO, read-only
	TransmitData   reg.Reg[uint32]   = 0x20 // TX_DATA_FIFO, write-only
	ReceiveStatus  reg.Reg[Received] = 0x40 // RX_STATUS_FIFO: a read takes the status of the oldest frame
	ReceivePeek    reg.Reg[Received] = 0x44 // RX_STATUS_PEEK: the same, left there
	TransmitStatus reg.Reg[Sent]     = 0x48 // TX_STATUS_FIFO
	TransmitPeek   reg.Reg[Sent]     = 0x4c // TX_STATUS_PEEK
	Chip           reg.Reg[uint32]   = 0x50 // ID_REV: the chip in the upper half, the revision in the lower one
	IRQ            reg.Reg[Line]     = 0x54 // IRQ_CFG
	Pending        reg.Reg[Cause]    = 0x58 // INT_STS: a written 1 clears
	Enabled        reg.Reg[Cause]    = 0x5c // INT_EN
	ByteTest       reg.Reg[uint32]   = 0x64 // BYTE_TEST: 87654321h
	Levels         reg.Reg[uint32]   = 0x68 // FIFO_INT: the levels of TDFA, TSFL and RSFL
	ReceiveConfig  reg.Reg[uint32]   = 0x6c // RX_CFG
	TransmitConfig reg.Reg[Transmit] = 0x70 // TX_CFG
	Hardware       reg.Reg[Config]   = 0x74 // HW_CFG
	ReceiveUsed    reg.Reg[uint32]   = 0x7c // RX_FIFO_INF: statuses in bits 23:16, bytes of data in bits 15:0
	TransmitFree   reg.Reg[uint32]   = 0x80 // TX_FIFO_INF: statuses in bits 23:16, free bytes in bits 15:0
	TimerConfig    reg.Reg[Timer]    = 0x8c // GPT_CFG
	TimerCount     reg.Reg[uint32]   = 0x90 // GPT_CNT: counts down, every 100 µs
	Swap           reg.Reg[uint32]   = 0x98 // WORD_SWAP: all ones swap halves of words
	FreeRun        reg.Reg[uint32]   = 0x9c // FREE_RUN: counts at 25 MHz
	Dropped        reg.Reg[uint32]   = 0xa0 // RX_DROP: frames without room; a read clears
	MACCommand     reg.Reg[Access]   = 0xa4 // MAC_CSR_CMD
	MACData        reg.Reg[uint32]   = 0xa8 // MAC_CSR_DATA
	FlowControl    reg.Reg[uint32]   = 0xac // AFC_CFG
)

// ID is the upper half of ID_REV.
const ID = 0x0118

// TestPattern is the value of BYTE_TEST.
const TestPattern = 0x8765_4321

// Line is the register IRQ_CFG.
type Line uint32

// Bits of IRQ_CFG.
//
//qgraph:bits
const (
	PushPull     Line = 1 << 0  // "IRQ_TYPE"
	ActiveHigh   Line = 1 << 4  // "IRQ_POL"
	LineEnabled  Line = 1 << 8  // "IRQ_EN"
	Interrupting Line = 1 << 12 // "IRQ_INT": whatever IRQ_EN says
)

// Cause is the register INT_STS, and the register of the same bits that enables.
type Cause uint32

// Bits of INT_STS.
//
//qgraph:bits
const (
	ReceiveLevel   Cause = 1 << 3  // "RSFL": more statuses of received frames than the level
	ReceiveFull    Cause = 1 << 4  // "RSFF"
	ReceiveDropped Cause = 1 << 6  // "RXDF_INT": a frame was dropped
	TransmitLevel  Cause = 1 << 7  // "TSFL": more statuses of sent frames than the level
	TransmitFull   Cause = 1 << 8  // "TSFF"
	Available      Cause = 1 << 9  // "TDFA": more room for data than the level
	Overrun        Cause = 1 << 10 // "TDFO": data without room
	TransmitError  Cause = 1 << 13 // "TXE": a wrong command
	ReceiveError   Cause = 1 << 14 // "RXE"
	PHYEvent       Cause = 1 << 18 // "PHY_INT"
	TimerOver      Cause = 1 << 19 // "GPT_INT": GPT_CNT went from 0 to FFFFh
	ReceiveDone    Cause = 1 << 20 // "RXD_INT": frames came
	SentOnRequest  Cause = 1 << 21 // "TIOC": a buffer was sent whose command asked for it
	ReceiveStopped Cause = 1 << 24 // "RXSTOP_INT"
	Stopped        Cause = 1 << 25 // "TXSTOP_INT"
	Software       Cause = 1 << 31 // "SW_INT": INT_EN's bit 31 went from 0 to 1
)

// Transmit is the register TX_CFG.
type Transmit uint32

// Bits of TX_CFG.
//
//qgraph:bits
const (
	Stop         Transmit = 1 << 0  // "STOP_TX"
	TransmitOn   Transmit = 1 << 1  // "TX_ON"
	AllowOverrun Transmit = 1 << 2  // "TXSAO"
	DumpData     Transmit = 1 << 14 // "TXD_DUMP"
	DumpStatus   Transmit = 1 << 15 // "TXS_DUMP"
)

// Config is the register HW_CFG.
type Config uint32

// Bits of HW_CFG.
//
//qgraph:bits
const (
	SoftReset   Config = 1 << 0  // "SRST": reads as 1 while the reset lasts
	WordBus     Config = 1 << 2  // "32/16 Bit Mode", read-only: the bus has 32 bits
	MustBeOne   Config = 1 << 20 // "MBO"
	FIFODefault Config = 5 << 16 // TX_FIF_SZ after a reset: 4608 bytes of data to send
)

// Timer is the register GPT_CFG.
type Timer uint32

// Fields of GPT_CFG.
//
//qgraph:bits
const (
	TimerOn   Timer = 1 << 29 // "TIMER_EN"
	TimerLoad Timer = 0xffff  // "GPT_LOAD"
)

// Access is the register MAC_CSR_CMD, with the number of a register of the MAC in bits 7:0.
type Access uint32

// Bits of MAC_CSR_CMD.
//
//qgraph:bits
const (
	ReadMAC Access = 1 << 30 // "R_NOT_W"
	Busy    Access = 1 << 31 // "CSR_BUSY"
)

// The registers of the MAC (section 5.4 "MAC Control and Status Registers").
const (
	MACControl  = 1 // MAC_CR
	AddressHigh = 2 // ADDRH
	AddressLow  = 3 // ADDRL
	HashHigh    = 4 // HASHH
	HashLow     = 5 // HASHL
	MIIAccess   = 6 // MII_ACC
	MIIData     = 7 // MII_DATA
	Flow        = 8 // FLOW
)

// MAC is the register MAC_CR.
type MAC uint32

// Bits of MAC_CR.
//
//qgraph:bits
const (
	ReceiveOn   MAC = 1 << 2  // "RXEN"
	SendOn      MAC = 1 << 3  // "TXEN"
	StripPad    MAC = 1 << 8  // "PADSTR"
	NoBroadcast MAC = 1 << 11 // "BCAST"
	HashPerfect MAC = 1 << 13 // "HPFILT": groups by the hash, the address as it is
	HashOnly    MAC = 1 << 15 // "HO"
	Inverse     MAC = 1 << 17 // "INVFILT"
	Promiscuous MAC = 1 << 18 // "PRMS"
	AllGroups   MAC = 1 << 19 // "MCPAS"
	FullDuplex  MAC = 1 << 20 // "FDPX"
	Loopback    MAC = 1 << 21 // "LOOPBK"
	ReceiveAll  MAC = 1 << 31 // "RXALL"
)

// Received is the status of a received frame (section 3.13.3 "RX Status Format").
type Received uint32

// Bits of a received frame's status.
//
//qgraph:bits
const (
	ReceivedBad    Received = 1 << 15 // "ES"
	ToBroadcast    Received = 1 << 13 // "BF"
	Runt           Received = 1 << 11 // "RF"
	ToGroup        Received = 1 << 10 // "MF"
	FilterFail     Received = 1 << 30 // "FF": it would not pass the filter
	receivedLength          = 0x3fff  // in bits 29:16, with the FCS
)

// Length returns the length of a received frame in bytes, with its FCS.
func (s Received) Length() int { return int(s >> 16 & receivedLength) }

// Sent is the status of a sent frame (section 3.12.6 "TX Status Format"): the tag of its command in bits 31:16.
type Sent uint32

// SentBad is the bit ES of a sent frame's status.
const SentBad Sent = 1 << 15

// Tag returns the tag.
func (s Sent) Tag() uint16 { return uint16(s >> 16) }
