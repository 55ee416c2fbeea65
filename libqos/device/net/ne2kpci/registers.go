package ne2kpci

// Register is a register of one byte: its offset in bits 3:0, and in bits 5:4 its page, which
// CR selects (the DP8390 data sheet, section 10.1 "Register Address Mapping").
type Register uint8

func (r Register) page() uint8   { return uint8(r >> 4) }
func (r Register) offset() uint8 { return uint8(r & 0xf) }

// Registers of page 0. Where two share a place, one is read and the other is written.
const (
	PSTART Register = 0x01 // first page of the buffer ring; write-only
	PSTOP  Register = 0x02 // first page behind it; write-only
	BNRY   Register = 0x03 // page up to which the ring may be written
	TSR    Register = 0x04 // transmit status; read-only
	TPSR   Register = 0x04 // page of the frame to send; write-only
	TBCR0  Register = 0x05 // its length, bits 7:0; write-only
	TBCR1  Register = 0x06 // bits 15:8
	ISR    Register = 0x07 // [Interrupts]; written ones clear
	CRDA0  Register = 0x08 // address of the remote DMA, bits 7:0; read-only
	CRDA1  Register = 0x09 // bits 15:8
	RSAR0  Register = 0x08 // start of the remote DMA, bits 7:0; write-only
	RSAR1  Register = 0x09 // bits 15:8
	RBCR0  Register = 0x0a // its length, bits 7:0; write-only
	RBCR1  Register = 0x0b // bits 15:8
	ID0    Register = 0x0a // "P"; read-only, of the RTL8029AS
	ID1    Register = 0x0b // "C"
	RSR    Register = 0x0c // [ReceiveStatus] of the last frame; read-only
	RCR    Register = 0x0c // [ReceiveConfiguration]; write-only
	TCR    Register = 0x0d // [TransmitConfiguration]; write-only
	DCR    Register = 0x0e // [DataConfiguration]; write-only
	CNTR2  Register = 0x0f // frames missed; read-only, cleared by a read
	IMR    Register = 0x0f // mask of ISR; write-only
)

// Registers of page 1.
const (
	PAR0 Register = 0x11 // first of 6 bytes of the physical address
	CURR Register = 0x17 // page of the next frame
	MAR0 Register = 0x18 // first of 8 bytes of the multicast filter
)

// Registers of page 2, where those of page 0 are read that can only be written there.
const (
	ReadPSTART Register = 0x21
	ReadPSTOP  Register = 0x22
	ReadTPSR   Register = 0x24
	ReadRCR    Register = 0x2c
	ReadTCR    Register = 0x2d
	ReadDCR    Register = 0x2e
	ReadIMR    Register = 0x2f
)

// Command is the content of CR, in all pages.
type Command uint8

// Bits of CR (the DP8390 data sheet, section 10.3, "Command Register").
//
//qgraph:bits
const (
	STP Command = 1 << 0 // stopped
	STA Command = 1 << 1 // started
	TXP Command = 1 << 2 // send the frame at TPSR; clear once it is sent
	RD0 Command = 1 << 3 // remote read
	RD1 Command = 1 << 4 // remote write
	RD2 Command = 1 << 5 // abort or complete remote DMA
	PS0 Command = 1 << 6 // page of registers
	PS1 Command = 1 << 7
)

// Interrupts is the content of ISR and IMR.
type Interrupts uint8

// Bits of ISR (the DP8390 data sheet, section 10.3, "Interrupt Status Register").
//
//qgraph:bits
const (
	PRX Interrupts = 1 << 0 // a frame was received
	PTX Interrupts = 1 << 1 // a frame was sent
	RXE Interrupts = 1 << 2 // a frame was received with an error
	TXE Interrupts = 1 << 3 // a frame was not sent
	OVW Interrupts = 1 << 4 // the ring had no room for a frame
	CNT Interrupts = 1 << 5 // a counter has its upper bit set
	RDC Interrupts = 1 << 6 // the remote DMA has ended
	RST Interrupts = 1 << 7 // stopped; no interrupt, and not cleared by a write
)

// ReceiveConfiguration is the content of RCR.
type ReceiveConfiguration uint8

// Bits of RCR (the DP8390 data sheet, section 10.3, "Receive Configuration Register").
const (
	AcceptErrors    ReceiveConfiguration = 1 << 0 // "SEP"
	AcceptRunts     ReceiveConfiguration = 1 << 1 // "AR"
	AcceptBroadcast ReceiveConfiguration = 1 << 2 // "AB"
	AcceptMulticast ReceiveConfiguration = 1 << 3 // "AM": multicasts that the filter has
	AcceptAll       ReceiveConfiguration = 1 << 4 // "PRO": any physical address
	Monitor         ReceiveConfiguration = 1 << 5 // "MON": nothing is stored
)

// TransmitConfiguration is the content of TCR.
type TransmitConfiguration uint8

// Values of TCR (the DP8390 data sheet, section 10.3, "Transmit Configuration Register").
const (
	NoCRC         TransmitConfiguration = 1 << 0 // "CRC": none is appended
	LoopbackNIC   TransmitConfiguration = 1 << 1 // mode 1: inside the controller
	LoopbackWires TransmitConfiguration = 3 << 1 // mode 3
)

// DataConfiguration is the content of DCR.
type DataConfiguration uint8

// Bits of DCR (the DP8390 data sheet, section 10.3, "Data Configuration Register").
const (
	WordWide   DataConfiguration = 1 << 0 // "WTS": remote DMA of 16 bits
	NoLoopback DataConfiguration = 1 << 3 // "LS"
	Threshold8 DataConfiguration = 2 << 5 // "FT1": 8 bytes in the FIFO start a transfer
)

// ReceiveStatus is the content of RSR, and the first byte of a frame in the ring.
type ReceiveStatus uint8

// Bits of RSR (the DP8390 data sheet, section 10.3, "Receive Status Register").
//
//qgraph:bits
const (
	Good      ReceiveStatus = 1 << 0 // "PRX": received without an error
	BadCRC    ReceiveStatus = 1 << 1 // "CRC"
	Unaligned ReceiveStatus = 1 << 2 // "FAE"
	Overrun   ReceiveStatus = 1 << 3 // "FO": of the FIFO
	Missed    ReceiveStatus = 1 << 4 // "MPA"
	Group     ReceiveStatus = 1 << 5 // "PHY": to a multicast or broadcast address
	Disabled  ReceiveStatus = 1 << 6 // "DIS": monitor mode
	Deferring ReceiveStatus = 1 << 7 // "DFR"
)

// SentWell is the bit of TSR that says that a frame was sent without an error, "PTX".
const SentWell uint8 = 1 << 0
