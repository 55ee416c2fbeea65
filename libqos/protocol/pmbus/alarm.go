package pmbus

import "github.com/qgraph/qgraph/libqos/base/reg"

// Alarm is the effect of a passed limit: it sets a bit of a status register,
// and one of STATUS_WORD.
type Alarm struct {
	Reading reg.Reg[uint16] // the value compared with the limit
	Below   bool            // the limit is a minimum instead of a maximum
	Status  reg.Reg[uint8]
	Bit     uint8
	Name    string // of the bit
	Summary Summary
}

// status makes an alarm for any type of status register.
func status[V ~uint8](reading reg.Reg[uint16], below bool, r reg.Reg[V], bit V, name string, summary Summary) Alarm {
	return Alarm{reading, below, reg.Reg[uint8](r), uint8(bit), name, summary}
}

// AlarmOf returns the alarm of a limit (sections 15 "Fault Related Commands" and
// 17 "Status Commands"); false if the command is not a limit with an alarm.
func AlarmOf(limit reg.Reg[uint16]) (Alarm, bool) {
	switch limit {
	case VoutOVFaultLimit:
		return status(ReadVout, false, StatusVout, VoutOVFault, "VOUT_OV fault", Vout), true
	case VoutOVWarnLimit:
		return status(ReadVout, false, StatusVout, VoutOVWarning, "VOUT_OV warning", Vout), true
	case VoutUVWarnLimit:
		return status(ReadVout, true, StatusVout, VoutUVWarning, "VOUT_UV warning", Vout), true
	case VoutUVFaultLimit:
		return status(ReadVout, true, StatusVout, VoutUVFault, "VOUT_UV fault", Vout), true
	case IoutOCFaultLimit:
		return status(ReadIout, false, StatusIout, IoutOCFault, "IOUT_OC fault", IoutPout), true
	case IoutOCWarnLimit:
		return status(ReadIout, false, StatusIout, IoutOCWarning, "IOUT_OC warning", IoutPout), true
	case IoutUCFaultLimit:
		return status(ReadIout, true, StatusIout, IoutUCFault, "IOUT_UC fault", IoutPout), true
	case OTFaultLimit:
		return status(ReadTemperature1, false, StatusTemperature, OTFault, "OT fault", Temperature), true
	case OTWarnLimit:
		return status(ReadTemperature1, false, StatusTemperature, OTWarning, "OT warning", Temperature), true
	case UTWarnLimit:
		return status(ReadTemperature1, true, StatusTemperature, UTWarning, "UT warning", Temperature), true
	case UTFaultLimit:
		return status(ReadTemperature1, true, StatusTemperature, UTFault, "UT fault", Temperature), true
	case VinOVFaultLimit:
		return status(ReadVin, false, StatusInput, VinOVFault, "VIN_OV fault", Input), true
	case VinOVWarnLimit:
		return status(ReadVin, false, StatusInput, VinOVWarning, "VIN_OV warning", Input), true
	case VinUVWarnLimit:
		return status(ReadVin, true, StatusInput, VinUVWarning, "VIN_UV warning", Input), true
	case VinUVFaultLimit:
		return status(ReadVin, true, StatusInput, VinUVFault, "VIN_UV fault", Input), true
	case IinOCFaultLimit:
		return status(ReadIin, false, StatusInput, IinOCFault, "IIN_OC fault", Input), true
	case IinOCWarnLimit:
		return status(ReadIin, false, StatusInput, IinOCWarning, "IIN_OC warning", Input), true
	case PoutOPFaultLimit:
		return status(ReadPout, false, StatusIout, PoutOPFault, "POUT_OP fault", IoutPout), true
	case PoutOPWarnLimit:
		return status(ReadPout, false, StatusIout, PoutOPWarning, "POUT_OP warning", IoutPout), true
	case PinOPWarnLimit:
		return status(ReadPin, false, StatusInput, PinOPWarning, "PIN_OP warning", Input), true
	}
	return Alarm{}, false
}
