package pmbus

// Summary is STATUS_WORD (section 17.2); bits 7:0 are STATUS_BYTE.
type Summary uint16

// Summary8 is STATUS_BYTE (section 17.1).
type Summary8 uint8

// Bits of STATUS_WORD. The first eight are those of STATUS_BYTE.
//
//qgraph:bits
const (
	NoneOfTheAbove Summary = 1 << 0 // "NONE OF THE ABOVE"
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
	PowerGoodNot   Summary = 1 << 11 // "POWER_GOOD#"
	MFR            Summary = 1 << 12
	Input          Summary = 1 << 13
	IoutPout       Summary = 1 << 14 // "IOUT/POUT"
	Vout           Summary = 1 << 15
)

// String returns the names of the bits set.
func (s Summary8) String() string { return Summary(s).String() }

// VoutStatus is STATUS_VOUT (section 17.3).
type VoutStatus uint8

// Bits of STATUS_VOUT.
//
//qgraph:bits
const (
	VoutMaxWarning VoutStatus = 1 << 3 // "VOUT_MAX warning"
	VoutUVFault    VoutStatus = 1 << 4 // "VOUT_UV fault"
	VoutUVWarning  VoutStatus = 1 << 5 // "VOUT_UV warning"
	VoutOVWarning  VoutStatus = 1 << 6 // "VOUT_OV warning"
	VoutOVFault    VoutStatus = 1 << 7 // "VOUT_OV fault"
)

// IoutStatus is STATUS_IOUT (section 17.4).
type IoutStatus uint8

// Bits of STATUS_IOUT.
//
//qgraph:bits
const (
	PoutOPWarning IoutStatus = 1 << 0 // "POUT_OP warning"
	PoutOPFault   IoutStatus = 1 << 1 // "POUT_OP fault"
	IoutUCFault   IoutStatus = 1 << 4 // "IOUT_UC fault"
	IoutOCWarning IoutStatus = 1 << 5 // "IOUT_OC warning"
	IoutOCFault   IoutStatus = 1 << 7 // "IOUT_OC fault"
)

// InputStatus is STATUS_INPUT (section 17.5).
type InputStatus uint8

// Bits of STATUS_INPUT.
//
//qgraph:bits
const (
	PinOPWarning InputStatus = 1 << 0 // "PIN_OP warning"
	IinOCWarning InputStatus = 1 << 1 // "IIN_OC warning"
	IinOCFault   InputStatus = 1 << 2 // "IIN_OC fault"
	VinUVFault   InputStatus = 1 << 4 // "VIN_UV fault"
	VinUVWarning InputStatus = 1 << 5 // "VIN_UV warning"
	VinOVWarning InputStatus = 1 << 6 // "VIN_OV warning"
	VinOVFault   InputStatus = 1 << 7 // "VIN_OV fault"
)

// TemperatureStatus is STATUS_TEMPERATURE (section 17.6).
type TemperatureStatus uint8

// Bits of STATUS_TEMPERATURE.
//
//qgraph:bits
const (
	UTFault   TemperatureStatus = 1 << 4 // "UT fault"
	UTWarning TemperatureStatus = 1 << 5 // "UT warning"
	OTWarning TemperatureStatus = 1 << 6 // "OT warning"
	OTFault   TemperatureStatus = 1 << 7 // "OT fault"
)

// CMLStatus is STATUS_CML: communication, memory, logic (section 17.7).
type CMLStatus uint8

// Bits of STATUS_CML.
//
//qgraph:bits
const (
	OtherFault     CMLStatus = 1 << 1 // "other communication fault"
	ProcessorFault CMLStatus = 1 << 3 // "processor fault"
	MemoryFault    CMLStatus = 1 << 4 // "memory fault"
	PECFault       CMLStatus = 1 << 5 // "PEC failed"
	InvalidData    CMLStatus = 1 << 6 // "invalid data"
	InvalidCommand CMLStatus = 1 << 7 // "invalid command"
)
