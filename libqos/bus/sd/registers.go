package sd

import (
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// OCR is the operation conditions register (section 5.1 "OCR register"). Bits
// 23:15 are a voltage window in steps of 100 mV, bit 15 from 2.7 to 2.8 V.
type OCR uint32

// Bits of the OCR, and of the host's argument of ACMD41.
//
//qgraph:bits
const (
	OCRVoltages     OCR = 0x1ff << 15 // "2.7-3.6V"
	OCRSwitch18     OCR = 1 << 24     // "S18A", the host's S18R: signals of 1.8 V
	OCRHighCapacity OCR = 1 << 30     // "CCS", the host's HCS: addresses count blocks
	OCRReady        OCR = 1 << 31     // "READY": the card's power up has ended
)

// CID is a card's identification (section 5.2 "CID register").
type CID [16]byte

// Manufacturer returns MID, the number of the manufacturer.
func (c CID) Manufacturer() uint8 { return c[0] }

// OEM returns OID, two characters.
func (c CID) OEM() string { return string(c[1:3]) }

// Product returns PNM, five characters.
func (c CID) Product() string { return string(c[3:8]) }

// Revision returns PRV as "n.m".
func (c CID) Revision() string { return fmt.Sprintf("%d.%d", c[8]>>4, c[8]&0xf) }

// Serial returns PSN.
func (c CID) Serial() uint32 { return binary.BigEndian.Uint32(c[9:]) }

// String returns the card's OEM, product, revision and serial number.
func (c CID) String() string {
	return fmt.Sprintf("%q %q %s #%#x", c.OEM(), c.Product(), c.Revision(), c.Serial())
}

// CSD is a card's specific data (section 5.3 "CSD Register").
type CSD [16]byte

// HighCapacity reports whether the register has version 2.0, the version for
// cards of more than 2 GB.
func (c CSD) HighCapacity() bool { return c.bits(127, 126) == 1 }

// Capacity returns the size of the card in bytes (sections 5.3.2 "CSD Register
// (CSD Version 1.0)", C_SIZE, and 5.3.3 "CSD Register (CSD Version 2.0)").
func (c CSD) Capacity() uint64 {
	if c.HighCapacity() {
		return (c.bits(69, 48) + 1) * 512 << 10
	}
	blocks := (c.bits(73, 62) + 1) << (c.bits(49, 47) + 2)
	return blocks << c.bits(83, 80)
}

// Misaligned reports whether a block that is read may cross a boundary of the card's blocks, according to READ_BLK_MISALIGN.
func (c CSD) Misaligned() bool { return c.bits(77, 77) != 0 }

// ProtectionGroup returns how many bytes a group of blocks has that a command protects against writing, according to
// SECTOR_SIZE and WP_GRP_SIZE; 0 if the card has no such groups.
func (c CSD) ProtectionGroup() uint64 {
	if c.bits(31, 31) == 0 {
		return 0
	}
	return (c.bits(45, 39) + 1) * (c.bits(38, 32) + 1) << c.bits(25, 22)
}

// bits returns bits high to low, both included, with the specification's
// numbers: bit 0 is the last bit of the last byte.
func (c CSD) bits(high, low int) uint64 {
	var v uint64
	for i := high; i >= low; i-- {
		v = v<<1 | uint64(c[15-i/8]>>(i%8))&1
	}
	return v
}

// SCR is the SD card configuration register (section 5.6 "SCR register").
type SCR [8]byte

// FourBit reports whether the card supports four data lines, as every card
// must.
func (s SCR) FourBit() bool { return s[1]&(1<<2) != 0 }

// Version returns the card's version of the physical layer, according to
// SD_SPEC and SD_SPEC3.
func (s SCR) Version() string {
	switch v := s[0] & 0xf; {
	case v == 0:
		return "1.01"
	case v == 1:
		return "1.10"
	case v == 2 && s[2]&(1<<7) == 0:
		return "2.00"
	case v == 2:
		return "3.0X"
	}
	return fmt.Sprintf("SD_SPEC %d", s[0]&0xf)
}

// ErasedToOnes reports whether the card's bits are ones after an erasure, according to DATA_STAT_AFTER_ERASE.
func (s SCR) ErasedToOnes() bool { return s[1]&(1<<7) != 0 }

// SDStatus is the status of a memory card's own features (section 4.10.2 "SD Status").
type SDStatus [64]byte

// FourBit reports whether the card uses four data lines, according to DAT_BUS_WIDTH.
func (s SDStatus) FourBit() bool { return s[0]>>6 == 2 }

// Type returns SD_CARD_TYPE, 0 for a card that is read and written.
func (s SDStatus) Type() uint16 { return binary.BigEndian.Uint16(s[2:]) }

// Status is the card status of R1 (section 4.10.1 "Card Status").
type Status uint32

// Bits of the card status.
//
//qgraph:bits
const (
	AKESeqError      Status = 1 << 3
	AppCommand       Status = 1 << 5  // "APP_CMD"
	ReadyForData     Status = 1 << 8  // READY_FOR_DATA
	currentState     Status = 15 << 9 // CURRENT_STATE
	EraseReset       Status = 1 << 13
	CardECCDisabled  Status = 1 << 14
	WPEraseSkip      Status = 1 << 15
	CSDOverwrite     Status = 1 << 16
	GeneralError     Status = 1 << 19 // "ERROR"
	CCError          Status = 1 << 20
	CardECCFailed    Status = 1 << 21
	IllegalCommand   Status = 1 << 22
	ComCRCError      Status = 1 << 23
	LockUnlockFailed Status = 1 << 24
	CardIsLocked     Status = 1 << 25
	WPViolation      Status = 1 << 26
	EraseParam       Status = 1 << 27
	EraseSeqError    Status = 1 << 28
	BlockLenError    Status = 1 << 29
	AddressError     Status = 1 << 30
	OutOfRange       Status = 1 << 31

	errorBits = AKESeqError | CSDOverwrite | GeneralError | CCError | CardECCFailed |
		IllegalCommand | ComCRCError | LockUnlockFailed | WPViolation | EraseParam |
		EraseSeqError | BlockLenError | AddressError | OutOfRange
)

// State is the state of a card (section 4.10.1 "Card Status", CURRENT_STATE).
type State uint8

// The states.
const (
	Idle          State = iota // idle
	Ready                      // ready
	Ident                      // identification
	Standby                    // stand-by
	Transferring               // transfer
	SendingData                // sending-data
	ReceivingData              // receive-data
	Programming                // programming
	Disconnected               // disconnect
)

// String returns the specification's abbreviation of the state.
func (s State) String() string {
	names := [...]string{"idle", "ready", "ident", "stby", "tran", "data", "rcv", "prg", "dis"}
	if int(s) < len(names) {
		return names[s]
	}
	return fmt.Sprintf("state %d", uint8(s))
}

// State returns the state in which the card received the command.
func (s Status) State() State { return State(s & currentState >> 9) }

// Failure returns the error bits alone.
func (s Status) Failure() Status { return s & errorBits }

// String returns the state and the names of the bits set.
func (s Status) String() string {
	state := s.State().String()
	if s&^currentState == 0 {
		return state
	}
	return strings.Join([]string{state, reg.Format(s&^currentState, s.bits())}, "|")
}
