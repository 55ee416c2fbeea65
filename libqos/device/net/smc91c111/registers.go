package smc91c111

import "github.com/qgraph/qgraph/libqos/base/reg"

// The registers. The upper digit is the bank (section 8.3 "I/O Space").
const (
	TransmitControl reg.Reg[Transmit]     = 0x00 // TCR
	LinkStatus      reg.Reg[Sent]         = 0x02 // EPHSR, read-only: of the last sent frame, and of the link
	ReceiveControl  reg.Reg[Receive]      = 0x04 // RCR
	CollisionCounts reg.Reg[uint16]       = 0x06 // ECR, read-only
	Memory          reg.Reg[uint16]       = 0x08 // MIR, read-only: free packets in the upper half, all packets in the lower one
	PHYControl      reg.Reg[PHYMode]      = 0x0a // RPCR
	BankSelect      reg.Reg[uint16]       = 0x0e // BSR, in every bank: the bank in bits 2:0
	Configuration   reg.Reg[Config]       = 0x10 // CR
	BaseAddress     reg.Reg[uint16]       = 0x12 // BAR
	General         reg.Reg[uint16]       = 0x1a // GPR
	Control         reg.Reg[Housekeeping] = 0x1c // CTR
	MMU             reg.Reg[uint16]       = 0x20 // MMUCR: a [Command], and [Busy]
	Packet          reg.Reg[uint8]        = 0x22 // PNR: the packet that commands and the pointer of the transmitter mean
	Allocated       reg.Reg[uint8]        = 0x23 // ARR, read-only: the packet that was given out, or [Failed]
	SentFIFO        reg.Reg[uint8]        = 0x24 // FIFO, read-only: the oldest sent packet, or [Empty]
	ReceivedFIFO    reg.Reg[uint8]        = 0x25 // FIFO, read-only: the oldest received packet, or [Empty]
	Pointer         reg.Reg[Place]        = 0x26 // PTR
	Data            reg.Reg[uint32]       = 0x28 // DATA, in pieces of 8, 16 or 32 bits
	DataHalf        reg.Reg[uint16]       = 0x28
	DataByte        reg.Reg[uint8]        = 0x28
	Pending         reg.Reg[Cause]        = 0x2c // IST; a written 1 acknowledges
	Mask            reg.Reg[Cause]        = 0x2d // MSK
	Management      reg.Reg[Serial]       = 0x38 // MGMT
	Revision        reg.Reg[uint16]       = 0x3a // REV, read-only
	Discard         reg.Reg[uint16]       = 0x3c // RCV
)

// Registers that take several addresses.
const (
	IndividualAddress = 0x14 // IA0 to IA5: the controller's address, which comes from an EEPROM
	MulticastTable    = 0x30 // MT0 to MT7: the filter for groups
)

// Packets is how many packets the memory has, of 2 KiB each (section 8.9 "Bank 0 - Memory Information Register").
const Packets = 4

// Values of registers after a reset.
const (
	BankMark          = 0x3300 // the upper half of BSR, always
	BaseAfterReset    = 0x1801 // BAR
	DiscardAfterReset = 0x1f   // the lower half of RCV
	Chip              = 9      // REV, bits 7:4
)

// Transmit is the register TCR.
type Transmit uint16

// Bits of TCR.
//
//qgraph:bits
const (
	SendOn         Transmit = 1 << 0  // "TXENA"
	Loop           Transmit = 1 << 1  // "LOOP": the pin LBK
	ForceCollision Transmit = 1 << 2  // "FORCOL"
	Pad            Transmit = 1 << 7  // "PAD_EN": frames below 64 bytes are padded to that
	NoCRC          Transmit = 1 << 8  // "NOCRC": no FCS behind frames but for those whose control byte asks for it
	NeedCarrier    Transmit = 1 << 10 // "MON_CSN"
	FullDuplex     Transmit = 1 << 11 // "FDUPLX"
	StopSQET       Transmit = 1 << 12 // "STP_SQET"
	Loopback       Transmit = 1 << 13 // "EPH_LOOP": sent frames are received, and do not reach the wire
	Switched       Transmit = 1 << 15 // "SWFDUP"
)

// Sent is the register EPHSR, and the status word of a sent packet.
type Sent uint16

// Bits of EPHSR.
//
//qgraph:bits
const (
	Succeeded      Sent = 1 << 0  // "TX_SUC"
	OneCollision   Sent = 1 << 1  // "SNGLCOL"
	ManyCollisions Sent = 1 << 2  // "MULCOL"
	ToGroups       Sent = 1 << 3  // "LTX_MULT"
	GaveUp         Sent = 1 << 4  // "16COL"
	NoSQE          Sent = 1 << 5  // "SQET"
	ToEveryone     Sent = 1 << 6  // "LTX_BRD"
	Deferred       Sent = 1 << 7  // "TX_DEFR"
	LateCollision  Sent = 1 << 9  // "LATCOL"
	NoCarrier      Sent = 1 << 10 // "LOST_CARR"
	LongWait       Sent = 1 << 11 // "EXC_DEF"
	CounterFull    Sent = 1 << 12 // "CTR_ROL"
	LinkUp         Sent = 1 << 14 // "LINK_OK"
)

// Receive is the register RCR.
type Receive uint16

// Bits of RCR.
//
//qgraph:bits
const (
	TooLongSeen     Receive = 1 << 0  // "RX_ABORT": a frame was longer than a packet
	Promiscuous     Receive = 1 << 1  // "PRMS"
	AllGroups       Receive = 1 << 2  // "ALMUL"
	ReceiveOn       Receive = 1 << 8  // "RXEN"
	StripCRC        Receive = 1 << 9  // "STRIP_CRC"
	StopAtCollision Receive = 1 << 13 // "ABORT_ENB"
	FilterStart     Receive = 1 << 14 // "FILT_CAR"
	SoftReset       Receive = 1 << 15 // "SOFT_RST": the reset lasts as long as it is set
)

// PHYMode is the register RPCR.
type PHYMode uint16

// Bits of RPCR.
//
//qgraph:bits
const (
	LightB    PHYMode = 7 << 2  // "LS2B:LS0B"
	LightA    PHYMode = 7 << 5  // "LS2A:LS0A"
	Negotiate PHYMode = 1 << 11 // "ANEG"
	Duplex    PHYMode = 1 << 12 // "DPLX"
	Fast      PHYMode = 1 << 13 // "SPEED"
)

// Config is the register CR.
type Config uint16

// Bits of CR.
//
//qgraph:bits
const (
	External Config = 1 << 9  // "EXT_PHY"
	Pin      Config = 1 << 10 // "GPCNTRL"
	NoWait   Config = 1 << 12 // "NO_WAIT"
	PowerOn  Config = 1 << 15 // "EPH_POWER_EN"
)

// ConfigAfterReset is the value of CR after a reset, with bits that have no name.
const ConfigAfterReset Config = 0xa0b1

// Housekeeping is the register CTR.
type Housekeeping uint16

// Bits of CTR.
//
//qgraph:bits
const (
	Store        Housekeeping = 1 << 0  // "STORE": registers go to the EEPROM
	Reload       Housekeeping = 1 << 1  // "RELOAD": registers come from there
	SelectEEPROM Housekeeping = 1 << 2  // "EEPROM SELECT"
	TellErrors   Housekeeping = 1 << 5  // "TE_ENABLE"
	TellCounters Housekeeping = 1 << 6  // "CR_ENABLE"
	TellLink     Housekeeping = 1 << 7  // "LE_ENABLE"
	AutoRelease  Housekeeping = 1 << 11 // "AUTO RELEASE": a packet is free once it has been sent
	KeepBad      Housekeeping = 1 << 14 // "RCV_BAD"
)

// ControlAfterReset is the value of CTR after a reset, with bits that have no name.
const ControlAfterReset Housekeeping = 0x1210

// Command is a command of the MMU.
type Command uint16

// The commands (section 8.16 "Bank 2 - MMU Command Register").
const (
	Allocate         Command = 1 << 5 // ALLOCATE MEMORY FOR TX
	ResetMMU         Command = 2 << 5 // RESET MMU TO INITIAL STATE
	Remove           Command = 3 << 5 // REMOVE FRAME FROM TOP OF RX FIFO
	RemoveAndRelease Command = 4 << 5 // REMOVE AND RELEASE TOP OF RX FIFO
	Release          Command = 5 << 5 // RELEASE SPECIFIC PACKET
	Enqueue          Command = 6 << 5 // ENQUEUE PACKET NUMBER INTO TX FIFO
	ResetFIFOs       Command = 7 << 5 // RESET TX FIFOs
)

// Busy is the bit of MMUCR that is set while a command goes on.
const Busy = 1 << 0

// Failed is the bit of ARR that is set while no packet was given out.
const Failed = 1 << 7

// Empty is the bit of each half of FIFO that is set while no packet is there.
const Empty = 1 << 7

// Place is the register PTR: a place within a packet in bits 10:0.
type Place uint16

// Bits of PTR.
//
//qgraph:bits
const (
	Within    Place = 0x7ff   // "POINTER"
	NotEmpty  Place = 1 << 11 // "NOT EMPTY", read-only: written data is on its way
	ToRead    Place = 1 << 13 // "READ"
	Increment Place = 1 << 14 // "AUTO INCR"
	Received  Place = 1 << 15 // "RCV": in the oldest received packet, whatever PNR says
)

// Cause is the register IST, and the register of the same bits that masks.
type Cause uint8

// Bits of IST.
//
//qgraph:bits
const (
	FrameReceived Cause = 1 << 0 // "RCV INT": received packets wait
	FrameSent     Cause = 1 << 1 // "TX INT": sent packets wait; an acknowledgement takes one
	AllSent       Cause = 1 << 2 // "TX EMPTY INT"
	MemoryGiven   Cause = 1 << 3 // "ALLOC INT": the inverse of FAILED
	NoMemory      Cause = 1 << 4 // "RX_OVRN INT"
	LinkEvent     Cause = 1 << 5 // "EPH INT"
	PHYEvent      Cause = 1 << 7 // "MDINT"
)

// Serial is the register MGMT, which drives the two wires to the PHY.
type Serial uint16

// Bits of MGMT.
//
//qgraph:bits
const (
	DataOut     Serial = 1 << 0  // "MDO"
	DataIn      Serial = 1 << 1  // "MDI", read-only
	Clock       Serial = 1 << 2  // "MCLK"
	Drive       Serial = 1 << 3  // "MDOE"
	MaskCarrier Serial = 1 << 14 // "MSK_CRS100"
)

// ManagementAfterReset is the value of MGMT after a reset, with bits that have no name.
const ManagementAfterReset Serial = 0x3330

// Status is the status word of a received frame (section 8.2 "Receive Frame Status").
type Status uint16

// Bits of a received frame's status.
//
//qgraph:bits
const (
	Multicast Status = 1 << 0    // "MULTCAST"
	Hash      Status = 0x3f << 1 // "HASH VALUE": the bit of the filter for groups
	TooShort  Status = 1 << 10   // "TOOSHORT"
	TooLong   Status = 1 << 11   // "TOOLNG"
	Odd       Status = 1 << 12   // "ODDFRM"
	BadCRC    Status = 1 << 13   // "BADCRC"
	Broadcast Status = 1 << 14   // "BROADCAST"
	Misfit    Status = 1 << 15   // "ALGNERR"
)

// Bits of the control byte, the last one of a packet (section 8.1 "Frame Format In Buffer Memory").
const (
	ControlOdd = 1 << 5 // ODD: the byte before it belongs to the frame
	ControlCRC = 1 << 4 // CRC: a FCS is sent, whatever NOCRC says
)
