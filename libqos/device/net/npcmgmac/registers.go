package npcmgmac

import "github.com/qgraph/qgraph/libqos/base/reg"

// The registers of the MAC.
const (
	ConfigRegister reg.Reg[Config] = 0x00 // MAC_CONFIG
	FilterRegister reg.Reg[Filter] = 0x04 // FRAME_FILTER
	HashHigh       reg.Reg[uint32] = 0x08 // HASH_HIGH: bits 63:32 of the filter of groups
	HashLow        reg.Reg[uint32] = 0x0c // HASH_LOW
	PHYRegister    reg.Reg[PHY]    = 0x10 // GMII_ADDR
	PHYData        reg.Reg[uint32] = 0x14 // GMII_DATA
	FlowControl    reg.Reg[uint32] = 0x18 // FLOW_CTRL
	Version        reg.Reg[uint32] = 0x20 // VERSION, read-only
	AddressHigh    reg.Reg[uint32] = 0x40 // ADDR0_HIGH: the last two bytes; bit 31 is 1
	AddressLow     reg.Reg[uint32] = 0x44 // ADDR0_LOW: the first four bytes
)

// The registers of the DMA.
const (
	BusMode      reg.Reg[uint32] = 0x1000 // BUS_MODE: bit 0 resets the controller, and reads as 0 when that is over
	TransmitPoll reg.Reg[uint32] = 0x1004 // XMT_POLL_DEMAND, write-only: any value
	ReceivePoll  reg.Reg[uint32] = 0x1008 // RCV_POLL_DEMAND, write-only: any value
	ReceiveList  reg.Reg[uint32] = 0x100c // RCV_BASE_ADDR
	TransmitList reg.Reg[uint32] = 0x1010 // TX_BASE_ADDR
	Status       reg.Reg[Cause]  = 0x1014 // STATUS: a written 1 clears a cause
	Operation    reg.Reg[Mode]   = 0x1018 // CONTROL
	Enables      reg.Reg[Cause]  = 0x101c // INTR_ENA
	TransmitNow  reg.Reg[uint32] = 0x1048 // CUR_TX_DESC, read-only
	ReceiveNow   reg.Reg[uint32] = 0x104c // CUR_RX_DESC, read-only
)

// SoftwareReset is the bit of BUS_MODE that resets the controller.
const SoftwareReset = 1 << 0

// Config is the register MAC_CONFIG.
type Config uint32

// Bits of MAC_CONFIG.
//
//qgraph:bits
const (
	ReceiveOn  Config = 1 << 2  // "RE"
	TransmitOn Config = 1 << 3  // "TE"
	FullDuplex Config = 1 << 11 // "DM"
	StripFCS   Config = 1 << 25 // "CST"
)

// Filter is the register FRAME_FILTER.
type Filter uint32

// Bits of FRAME_FILTER.
//
//qgraph:bits
const (
	Promiscuous  Filter = 1 << 0 // "PR"
	HashGroups   Filter = 1 << 2 // "HMC"
	AllGroups    Filter = 1 << 4 // "PM"
	NoBroadcasts Filter = 1 << 5 // "DBF"
)

// PHY is the register GMII_ADDR.
type PHY uint32

// Bits of GMII_ADDR.
//
//qgraph:bits
const (
	PHYBusy   PHY = 1 << 0     // "GB"
	PHYWrite  PHY = 1 << 1     // "GW"
	PHYNumber PHY = 0x1f << 6  // "GR": of the PHY's register
	PHYChip   PHY = 0x1f << 11 // "PA"
)

// Mode is the register CONTROL of the DMA.
type Mode uint32

// Bits of CONTROL.
//
//qgraph:bits
const (
	StartReceive  Mode = 1 << 1  // "SR"
	StartTransmit Mode = 1 << 13 // "ST"
)

// Cause is a cause of interrupts, in the registers STATUS and INTR_ENA.
type Cause uint32

// Bits of STATUS and INTR_ENA.
//
//qgraph:bits
const (
	Sent        Cause = 1 << 0  // "TI"
	NothingLeft Cause = 1 << 2  // "TU": there is no descriptor to transmit
	Received    Cause = 1 << 6  // "RI"
	NoRoom      Cause = 1 << 7  // "RU": there is no descriptor to receive
	Abnormal    Cause = 1 << 15 // "AIS": summary
	Normal      Cause = 1 << 16 // "NIS": summary
	causes            = 0x1e7ff // those that a written 1 clears
)

// Causes are all that a written 1 clears.
const Causes Cause = causes

// Bits of descriptors: of the second word, and of the first word of a received frame.
const (
	chained       = 1 << 24
	firstSegment  = 1 << 29
	lastSegment   = 1 << 30
	interrupts    = 1 << 31
	lengthMask    = 0x3fff // above 16 bits of the first word
	lastReceived  = 1 << 8
	firstReceived = 1 << 9
)
