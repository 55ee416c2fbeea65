package pmbus

import "github.com/qgraph/qgraph/libqos/base/reg"

// Summary is STATUS_WORD (section 17.2); bits 7:0 are STATUS_BYTE.
type Summary uint16

// Summary8 is STATUS_BYTE (section 17.1).
type Summary8 uint8

// Bits of STATUS_WORD. The first eight are those of STATUS_BYTE.
const (
	NoneOfTheAbove Summary = 1 << 0
	CML            Summary = 1 << 1
	Temperature    Summary = 1 << 2
	VinUV          Summary = 1 << 3
	IoutOC         Summary = 1 << 4
	VoutOV         Summary = 1 << 5
	Off            Summary = 1 << 6
	Busy           Summary = 1 << 7
	Unknown        Summary = 1 << 8
	Other          Summary = 1 << 9
	Fans           Summary = 1 << 10
	PowerGoodNot   Summary = 1 << 11
	MFR            Summary = 1 << 12
	Input          Summary = 1 << 13
	IoutPout       Summary = 1 << 14
	Vout           Summary = 1 << 15
)

// String returns the names of the bits set.
func (s Summary) String() string {
	return reg.Format(s, []reg.Bit[Summary]{
		{Mask: NoneOfTheAbove, Name: "NONE OF THE ABOVE"},
		{Mask: CML, Name: "CML"},
		{Mask: Temperature, Name: "TEMPERATURE"},
		{Mask: VinUV, Name: "VIN_UV"},
		{Mask: IoutOC, Name: "IOUT_OC"},
		{Mask: VoutOV, Name: "VOUT_OV"},
		{Mask: Off, Name: "OFF"},
		{Mask: Busy, Name: "BUSY"},
		{Mask: Unknown, Name: "UNKNOWN"},
		{Mask: Other, Name: "OTHER"},
		{Mask: Fans, Name: "FANS"},
		{Mask: PowerGoodNot, Name: "POWER_GOOD#"},
		{Mask: MFR, Name: "MFR"},
		{Mask: Input, Name: "INPUT"},
		{Mask: IoutPout, Name: "IOUT/POUT"},
		{Mask: Vout, Name: "VOUT"},
	})
}

// String returns the names of the bits set.
func (s Summary8) String() string { return Summary(s).String() }

// VoutStatus is STATUS_VOUT (section 17.3).
type VoutStatus uint8

// Bits of STATUS_VOUT.
const (
	VoutMaxWarning VoutStatus = 1 << 3
	VoutUVFault    VoutStatus = 1 << 4
	VoutUVWarning  VoutStatus = 1 << 5
	VoutOVWarning  VoutStatus = 1 << 6
	VoutOVFault    VoutStatus = 1 << 7
)

// String returns the names of the bits set.
func (s VoutStatus) String() string {
	return reg.Format(s, []reg.Bit[VoutStatus]{
		{Mask: VoutMaxWarning, Name: "VOUT_MAX warning"},
		{Mask: VoutUVFault, Name: "VOUT_UV fault"},
		{Mask: VoutUVWarning, Name: "VOUT_UV warning"},
		{Mask: VoutOVWarning, Name: "VOUT_OV warning"},
		{Mask: VoutOVFault, Name: "VOUT_OV fault"},
	})
}

// IoutStatus is STATUS_IOUT (section 17.4).
type IoutStatus uint8

// Bits of STATUS_IOUT.
const (
	PoutOPWarning IoutStatus = 1 << 0
	PoutOPFault   IoutStatus = 1 << 1
	IoutUCFault   IoutStatus = 1 << 4
	IoutOCWarning IoutStatus = 1 << 5
	IoutOCFault   IoutStatus = 1 << 7
)

// String returns the names of the bits set.
func (s IoutStatus) String() string {
	return reg.Format(s, []reg.Bit[IoutStatus]{
		{Mask: PoutOPWarning, Name: "POUT_OP warning"},
		{Mask: PoutOPFault, Name: "POUT_OP fault"},
		{Mask: IoutUCFault, Name: "IOUT_UC fault"},
		{Mask: IoutOCWarning, Name: "IOUT_OC warning"},
		{Mask: IoutOCFault, Name: "IOUT_OC fault"},
	})
}

// InputStatus is STATUS_INPUT (section 17.5).
type InputStatus uint8

// Bits of STATUS_INPUT.
const (
	PinOPWarning InputStatus = 1 << 0
	IinOCWarning InputStatus = 1 << 1
	IinOCFault   InputStatus = 1 << 2
	VinUVFault   InputStatus = 1 << 4
	VinUVWarning InputStatus = 1 << 5
	VinOVWarning InputStatus = 1 << 6
	VinOVFault   InputStatus = 1 << 7
)

// String returns the names of the bits set.
func (s InputStatus) String() string {
	return reg.Format(s, []reg.Bit[InputStatus]{
		{Mask: PinOPWarning, Name: "PIN_OP warning"},
		{Mask: IinOCWarning, Name: "IIN_OC warning"},
		{Mask: IinOCFault, Name: "IIN_OC fault"},
		{Mask: VinUVFault, Name: "VIN_UV fault"},
		{Mask: VinUVWarning, Name: "VIN_UV warning"},
		{Mask: VinOVWarning, Name: "VIN_OV warning"},
		{Mask: VinOVFault, Name: "VIN_OV fault"},
	})
}

// TemperatureStatus is STATUS_TEMPERATURE (section 17.6).
type TemperatureStatus uint8

// Bits of STATUS_TEMPERATURE.
const (
	UTFault   TemperatureStatus = 1 << 4
	UTWarning TemperatureStatus = 1 << 5
	OTWarning TemperatureStatus = 1 << 6
	OTFault   TemperatureStatus = 1 << 7
)

// String returns the names of the bits set.
func (s TemperatureStatus) String() string {
	return reg.Format(s, []reg.Bit[TemperatureStatus]{
		{Mask: UTFault, Name: "UT fault"},
		{Mask: UTWarning, Name: "UT warning"},
		{Mask: OTWarning, Name: "OT warning"},
		{Mask: OTFault, Name: "OT fault"},
	})
}

// CMLStatus is STATUS_CML: communication, memory, logic (section 17.7).
type CMLStatus uint8

// Bits of STATUS_CML.
const (
	OtherFault     CMLStatus = 1 << 1 // of communication
	ProcessorFault CMLStatus = 1 << 3
	MemoryFault    CMLStatus = 1 << 4
	PECFault       CMLStatus = 1 << 5
	InvalidData    CMLStatus = 1 << 6
	InvalidCommand CMLStatus = 1 << 7
)

// String returns the names of the bits set.
func (s CMLStatus) String() string {
	return reg.Format(s, []reg.Bit[CMLStatus]{
		{Mask: OtherFault, Name: "other communication fault"},
		{Mask: ProcessorFault, Name: "processor fault"},
		{Mask: MemoryFault, Name: "memory fault"},
		{Mask: PECFault, Name: "PEC failed"},
		{Mask: InvalidData, Name: "invalid data"},
		{Mask: InvalidCommand, Name: "invalid command"},
	})
}
