package rtl8139

import "github.com/qgraph/qgraph/libqos/base/reg"

// Registers (the data sheet, section 5 "Register Descriptions").
const (
	IDR0      reg.Reg[uint32]                = 0x00 // bytes 3:0 of the Ethernet address
	IDR4      reg.Reg[uint32]                = 0x04 // bytes 5:4
	MAR0      reg.Reg[uint32]                = 0x08 // multicast filter, bits 31:0
	MAR4      reg.Reg[uint32]                = 0x0c // bits 63:32
	TSD0      reg.Reg[TransmitStatus]        = 0x10 // of descriptor 0; the other three follow
	TSAD0     reg.Reg[uint32]                = 0x20 // address of its frame; the other three follow
	RBSTART   reg.Reg[uint32]                = 0x30 // address of the receive ring
	CR        reg.Reg[Command]               = 0x37
	CAPR      reg.Reg[uint16]                = 0x38 // up to where the driver has read, less 16 bytes
	CBR       reg.Reg[uint16]                = 0x3a // up to where the controller has written; read-only
	IMR       reg.Reg[Interrupts]            = 0x3c
	ISR       reg.Reg[Interrupts]            = 0x3e // written ones clear
	TCR       reg.Reg[TransmitConfiguration] = 0x40
	RCR       reg.Reg[ReceiveConfiguration]  = 0x44
	TCTR      reg.Reg[uint32]                = 0x48 // timer, in cycles of the PCI clock; a write starts it at 0
	MPC       reg.Reg[uint32]                = 0x4c // missed frames, bits 23:0; a write clears
	CR9346    reg.Reg[Lock]                  = 0x50
	CONFIG0   reg.Reg[uint8]                 = 0x51
	CONFIG1   reg.Reg[uint8]                 = 0x52
	TimerInt  reg.Reg[uint32]                = 0x54 // value of TCTR at which it interrupts; 0 for never
	MSR       reg.Reg[MediaStatus]           = 0x58
	CONFIG3   reg.Reg[uint8]                 = 0x59
	CONFIG4   reg.Reg[uint8]                 = 0x5a
	MULINT    reg.Reg[uint16]                = 0x5c // early interrupt of a receive FIFO
	TSAD      reg.Reg[AllStatus]             = 0x60 // status of all four descriptors; read-only
	BMCR      reg.Reg[ModeControl]           = 0x62
	BMSR      reg.Reg[ModeStatus]            = 0x64 // read-only
	ANAR      reg.Reg[uint16]                = 0x66 // the abilities that are advertised
	ANLPAR    reg.Reg[uint16]                = 0x68 // those of the link partner
	ANER      reg.Reg[uint16]                = 0x6a
	CONFIG5   reg.Reg[uint8]                 = 0xd8
	TPPoll    reg.Reg[Poll]                  = 0xd9 // C+ mode
	CPCR      reg.Reg[Plus]                  = 0xe0 // C+ mode: C+CR
	DTCCRLow  reg.Reg[uint32]                = 0x10 // C+ mode: where the tally counters are to be written, and [Dump]
	DTCCRHigh reg.Reg[uint32]                = 0x14
	TNPDSLow  reg.Reg[uint32]                = 0x20 // C+ mode: address of the transmit ring
	TNPDSHigh reg.Reg[uint32]                = 0x24
	RDSARLow  reg.Reg[uint32]                = 0xe4 // C+ mode: address of the receive ring
	RDSARHigh reg.Reg[uint32]                = 0xe8
)

// Descriptors is the number of transmit descriptors.
const Descriptors = 4

// TSDOf returns the status register of transmit descriptor i.
func TSDOf(i int) reg.Reg[TransmitStatus] { return TSD0 + reg.Reg[TransmitStatus](4*i) }

// TSADOf returns the address register of transmit descriptor i.
func TSADOf(i int) reg.Reg[uint32] { return TSAD0 + reg.Reg[uint32](4*i) }

// TransmitStatus is the content of a TSD.
type TransmitStatus uint32

// Fields of a TSD (the data sheet, section "Transmit Status Register").
const (
	Size TransmitStatus = 0x1fff  // of the frame, in bytes
	OWN  TransmitStatus = 1 << 13 // the frame has left memory
	Sent TransmitStatus = 1 << 15 // "TOK"
	// The count at which the frame leaves the FIFO, in units of 32 bytes.
	EarlyThreshold TransmitStatus = 0x3f << 16
)

// AllStatus is the content of TSAD: a bit for each descriptor, for that of descriptor 0 these.
type AllStatus uint16

// Bits of TSAD (the data sheet, section "Transmit Status of All Descriptors (TSAD) Register").
const (
	AllOWN  AllStatus = 1 << 0
	AllTABT AllStatus = 1 << 4
	AllTUN  AllStatus = 1 << 8
	AllTOK  AllStatus = 1 << 12
)

// Command is the content of CR.
type Command uint8

// Bits of CR (the data sheet, section "Command Register").
//
//qgraph:bits
const (
	BUFE Command = 1 << 0 // the receive ring is empty; read-only
	TE   Command = 1 << 2 // transmitter enabled
	RE   Command = 1 << 3 // receiver enabled
	RST  Command = 1 << 4 // resets; clear once done
)

// Interrupts is the content of ISR and IMR.
type Interrupts uint16

// Bits of ISR (the data sheet, section "Interrupt Status Register").
//
//qgraph:bits
const (
	ROK     Interrupts = 1 << 0  // received
	RER     Interrupts = 1 << 1  // receive error
	TOK     Interrupts = 1 << 2  // sent
	TER     Interrupts = 1 << 3  // transmit error
	RXOVW   Interrupts = 1 << 4  // the ring had no room
	PUN     Interrupts = 1 << 5  // packet underrun or link change
	FOVW    Interrupts = 1 << 6  // the FIFO had no room
	TDU     Interrupts = 1 << 7  // C+ mode: no transmit descriptor left
	SWInt   Interrupts = 1 << 8  // C+ mode: the driver's own
	LenChg  Interrupts = 1 << 13 // length of the cable changed
	TimeOut Interrupts = 1 << 14 // TCTR has reached TimerInt
	SERR    Interrupts = 1 << 15 // system error
)

// TransmitConfiguration is the content of TCR.
type TransmitConfiguration uint32

// Fields of TCR (the data sheet, section "Transmit Configuration Register").
const (
	CLRABT   TransmitConfiguration = 1 << 0 // retry an aborted frame
	Unbound  TransmitConfiguration = 6 << 8 // "MXDMA": bursts of 1024 bytes
	Loopback TransmitConfiguration = 3 << 17
	Gap      TransmitConfiguration = 3 << 24 // "IFG": that of 802.3
	// The version of the controller, bits 30:26 and 23:22; read-only.
	HWVERID TransmitConfiguration = 0x7cc00000
	// PlusVersion is that of an RTL8139C+.
	PlusVersion TransmitConfiguration = 0x74800000
)

// ReceiveConfiguration is the content of RCR.
type ReceiveConfiguration uint32

// Fields of RCR (the data sheet, section "Receive Configuration Register").
const (
	AcceptAll       ReceiveConfiguration = 1 << 0 // "AAP": frames to any physical address
	AcceptPhysical  ReceiveConfiguration = 1 << 1 // "APM": those to the controller's
	AcceptMulticast ReceiveConfiguration = 1 << 2 // "AM": multicasts that the filter has
	AcceptBroadcast ReceiveConfiguration = 1 << 3 // "AB"
	AcceptRunts     ReceiveConfiguration = 1 << 4 // "AR"
	AcceptErrors    ReceiveConfiguration = 1 << 5 // "AER"
	NoWrap          ReceiveConfiguration = 1 << 7 // "WRAP": a frame goes on behind the ring
	UnlimitedBurst  ReceiveConfiguration = 7 << 8 // "MXDMA"
	WholeFrames     ReceiveConfiguration = 7 << 13
	rblen                                = 11 // shift of the size of the ring
)

// Lock is the content of 9346CR.
type Lock uint8

// Fields of 9346CR (the data sheet, section "93C46 (93C56) Command Register").
const (
	EEDO     Lock = 1 << 0 // from the EEPROM
	EEDI     Lock = 1 << 1 // to the EEPROM
	EESK     Lock = 1 << 2
	EECS     Lock = 1 << 3
	Normal   Lock = 0
	AutoLoad Lock = 1 << 6 // loads the EEPROM
	Program  Lock = 2 << 6 // the wires are those to the EEPROM
	Unlocked Lock = 3 << 6 // CONFIG0 to CONFIG4 can be written
)

// MediaStatus is the content of MSR.
type MediaStatus uint8

// Bits of MSR (the data sheet, section "Media Status Register").
const (
	LINKB   MediaStatus = 1 << 2 // there is no link; read-only
	Speed10 MediaStatus = 1 << 3 // at 10 Mb/s; read-only
)

// ModeControl is the content of BMCR.
type ModeControl uint16

// Bits of BMCR (the data sheet, section "Basic Mode Control Register").
const (
	FullDuplex ModeControl = 1 << 8
	Restart    ModeControl = 1 << 9  // of the auto-negotiation; clears itself
	Negotiate  ModeControl = 1 << 12 // "ANE"
	Speed100   ModeControl = 1 << 13
	ResetPHY   ModeControl = 1 << 15 // clears itself
)

// ModeStatus is the content of BMSR.
type ModeStatus uint16

// Bits of BMSR (the data sheet, section "Basic Mode Status Register").
const (
	Extended   ModeStatus = 1 << 0 // has extended registers
	LinkUp     ModeStatus = 1 << 2
	CanAgree   ModeStatus = 1 << 3 // is able to negotiate
	Complete   ModeStatus = 1 << 5 // has negotiated
	Abilities  ModeStatus = 0xf << 11
	FullSpeeds ModeStatus = Abilities // 10 and 100 Mb/s, both duplex modes
)

// Poll is the content of TPPoll.
type Poll uint8

// Bits of TPPoll (the RTL8139C+ data sheet, section "Transmit Priority Polling Register").
const (
	ForceSWInt Poll = 1 << 0 // interrupts
	NPQ        Poll = 1 << 6 // the transmit ring of normal priority has frames
)

// Plus is the content of C+CR.
type Plus uint16

// Bits of C+CR (the RTL8139C+ data sheet, section "C+ Command Register").
const (
	PlusTransmit Plus = 1 << 0
	PlusReceive  Plus = 1 << 1
	RxChecksum   Plus = 1 << 5
	RxVLAN       Plus = 1 << 6 // tags are taken out of frames
)

// Dump is the command in DTCCR to write the tally counters; it is clear once done (the RTL8139C+ data
// sheet, section "Dump Tally Counter Command Register").
const Dump = 1 << 3

// FrameStatus is the first word of a frame's header in the ring.
type FrameStatus uint16

// Bits of a frame's header (the data sheet, section "Receive Status Register in Rx packet header").
//
//qgraph:bits
const (
	GoodFrame FrameStatus = 1 << 0  // "ROK"
	Unaligned FrameStatus = 1 << 1  // "FAE"
	BadCRC    FrameStatus = 1 << 2  // "CRC"
	LongFrame FrameStatus = 1 << 3  // "LONG"
	Runt      FrameStatus = 1 << 4  // "RUNT"
	BadSymbol FrameStatus = 1 << 5  // "ISE"
	Broadcast FrameStatus = 1 << 13 // "BAR"
	Physical  FrameStatus = 1 << 14 // "PAM"
	Multicast FrameStatus = 1 << 15 // "MAR"
)
