package scsi

import "fmt"

// Sense is sense data of the fixed or the descriptor format (SPC-4, section 4.5
// "Sense data").
type Sense []byte

// Response codes of sense data.
const (
	senseFixed      = 0x70
	senseDescriptor = 0x72
	senseDeferred   = 1 // bit for sense data of an earlier command
	senseFixedSize  = 14
)

// fixed reports whether the format is the fixed one.
func (s Sense) fixed() bool { return s[0]&0x7f&^senseDeferred == senseFixed }

// Valid reports whether the sense data has a known format.
func (s Sense) Valid() bool {
	if len(s) < 4 {
		return false
	}
	if s.fixed() {
		return len(s) >= senseFixedSize
	}
	return s[0]&0x7f&^senseDeferred == senseDescriptor
}

// Key returns the sense key; NoSense without valid sense data.
func (s Sense) Key() Key {
	switch {
	case !s.Valid():
		return NoSense
	case s.fixed():
		return Key(s[2] & 0xf)
	}
	return Key(s[1] & 0xf)
}

// Additional returns the additional sense code with its qualifier.
func (s Sense) Additional() Additional {
	switch {
	case !s.Valid():
		return NoAdditional
	case s.fixed():
		return Additional(s[12])<<8 | Additional(s[13])
	}
	return Additional(s[2])<<8 | Additional(s[3])
}

// Key is a sense key (SPC-4, section 4.5.6 "Sense key and sense code definitions").
type Key uint8

// The sense keys.
const (
	NoSense        Key = 0x0
	RecoveredError Key = 0x1
	NotReady       Key = 0x2
	MediumError    Key = 0x3
	HardwareError  Key = 0x4
	IllegalRequest Key = 0x5
	UnitAttention  Key = 0x6
	DataProtect    Key = 0x7
	AbortedCommand Key = 0xb
	Miscompare     Key = 0xe
)

// String returns the sense key's name.
func (k Key) String() string {
	switch k {
	case NoSense:
		return "NO SENSE"
	case RecoveredError:
		return "RECOVERED ERROR"
	case NotReady:
		return "NOT READY"
	case MediumError:
		return "MEDIUM ERROR"
	case HardwareError:
		return "HARDWARE ERROR"
	case IllegalRequest:
		return "ILLEGAL REQUEST"
	case UnitAttention:
		return "UNIT ATTENTION"
	case DataProtect:
		return "DATA PROTECT"
	case AbortedCommand:
		return "ABORTED COMMAND"
	case Miscompare:
		return "MISCOMPARE"
	}
	return fmt.Sprintf("sense key %#x", uint8(k))
}

// Additional is an additional sense code, in the upper byte, with its qualifier
// (SPC-4, annex F.2 "Additional sense codes"). As an error it works with errors.Is.
type Additional uint16

// Additional sense codes.
const (
	NoAdditional         Additional = 0x0000
	ParameterListLength  Additional = 0x1a00
	MiscompareInVerify   Additional = 0x1d00
	InvalidOperationCode Additional = 0x2000
	LBAOutOfRange        Additional = 0x2100
	InvalidFieldInCDB    Additional = 0x2400
	LogicalUnitNotThere  Additional = 0x2500
	InvalidParameter     Additional = 0x2600
	WriteProtected       Additional = 0x2700
	PowerOnReset         Additional = 0x2900
	SavingNotSupported   Additional = 0x3900
)

// Error returns the code's name.
func (a Additional) Error() string {
	switch a {
	case NoAdditional:
		return "no additional sense information"
	case ParameterListLength:
		return "parameter list length error"
	case MiscompareInVerify:
		return "miscompare during verify operation"
	case InvalidOperationCode:
		return "invalid command operation code"
	case LBAOutOfRange:
		return "logical block address out of range"
	case InvalidFieldInCDB:
		return "invalid field in CDB"
	case LogicalUnitNotThere:
		return "logical unit not supported"
	case InvalidParameter:
		return "invalid field in parameter list"
	case WriteProtected:
		return "write protected"
	case PowerOnReset:
		return "power on, reset, or bus device reset occurred"
	case SavingNotSupported:
		return "saving parameters not supported"
	}
	return fmt.Sprintf("additional sense %#02x/%#02x", uint16(a)>>8, uint8(a))
}
