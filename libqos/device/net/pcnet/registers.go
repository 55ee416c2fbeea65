package pcnet

// CSR is the number of a control and status register (the data sheet, section "Control
// and Status Registers").
type CSR uint16

// Control and status registers.
const (
	CSRStatus   CSR = 0  // [Status]
	CSRInitLow  CSR = 1  // address of the initialization block, bits 15:0
	CSRInitHigh CSR = 2  // bits 31:16
	CSRMask     CSR = 3  // interrupt masks, at the places of the bits of [Status], and deferral control
	CSRFeatures CSR = 4  // test and features control
	CSRExtended CSR = 5  // extended control and interrupt
	CSRFilter   CSR = 8  // logical address filter, to 11
	CSRAddress  CSR = 12 // physical address, to 14
	CSRMode     CSR = 15 // [Mode]
	CSRStyle    CSR = 58 // software style, also BCR20
	CSRChipLow  CSR = 88 // chip ID, lower half
	CSRChipHigh CSR = 89
	CSRMissed   CSR = 112 // missed frame count
)

// BCR is the number of a bus configuration register (the data sheet, section "Bus
// Configuration Registers").
type BCR uint16

// Bus configuration registers.
const (
	BCRMisc       BCR = 2
	BCRLink       BCR = 4  // LED0: link status
	BCRFullDuplex BCR = 9  // full-duplex control
	BCRBurst      BCR = 18 // burst and bus control; bit 7: DWIO
	BCREEPROM     BCR = 19
	BCRStyle      BCR = 20 // [Style] in bits 7:0, [SSIZE32]
)

// DWIO is the bit of BCR18 for registers of 32 bits.
const DWIO uint16 = 1 << 7

// SSIZE32 is the bit of BCR20 for an initialization block and descriptors of 32 bits.
const SSIZE32 uint16 = 1 << 8

// Status is the content of CSR0.
type Status uint16

// Bits of CSR0.
//
//qgraph:bits
const (
	INIT Status = 1 << 0  // read the initialization block
	STRT Status = 1 << 1  // start
	STOP Status = 1 << 2  // stop
	TDMD Status = 1 << 3  // look at the transmit ring
	TXON Status = 1 << 4  // the transmitter is on
	RXON Status = 1 << 5  // the receiver is on
	IENA Status = 1 << 6  // interrupts are enabled
	INTR Status = 1 << 7  // an interrupt is pending
	IDON Status = 1 << 8  // initialization done; written ones clear this and those above
	TINT Status = 1 << 9  // a frame was sent
	RINT Status = 1 << 10 // a frame was received
	MERR Status = 1 << 11 // memory error
	MISS Status = 1 << 12 // a frame was missed
	CERR Status = 1 << 13 // collision error
	BABL Status = 1 << 14 // a frame was too long
	ERR  Status = 1 << 15 // any of the errors

	Causes = IDON | TINT | RINT | MERR | MISS | CERR | BABL
)

// Bits of CSR4.
const (
	FeatureAutoPad   uint16 = 1 << 11 // "APAD_XMT": short frames are padded
	FeatureAutoStrip uint16 = 1 << 10 // "ASTRP_RCV": padding and FCS are stripped
	FeatureMFCO      uint16 = 1 << 9  // the missed frame counter overflowed
	FeatureMFCOM     uint16 = 1 << 8  // mask of it
	FeatureTXSTRT    uint16 = 1 << 3  // a transmission started
	FeatureTXSTRTM   uint16 = 1 << 2  // mask of it
)

// Bits of CSR5.
const (
	ExtendedTOKINTD uint16 = 1 << 15 // no interrupt for a frame that was sent well
	ExtendedLTINTEN uint16 = 1 << 14 // TINT only for descriptors with LTINT
	ExtendedSPND    uint16 = 1 << 0  // suspend
)

// Mode is the content of CSR15, and of the first word of the initialization block.
type Mode uint16

// Bits of CSR15.
const (
	ModePromiscuous Mode = 1 << 15 // "PROM"
	ModeNoBroadcast Mode = 1 << 14 // "DRCVBC"
	ModeNoPhysical  Mode = 1 << 13 // "DRCVPA"
	ModeInternal    Mode = 1 << 6  // "INTL": the loopback does not leave the chip
	ModeNoFCS       Mode = 1 << 3  // "DXMTFCS": no FCS is generated
	ModeLoop        Mode = 1 << 2  // "LOOP"
	ModeNoTransmit  Mode = 1 << 1  // "DTX"
	ModeNoReceive   Mode = 1 << 0  // "DRX"
)
