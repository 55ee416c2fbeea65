package pmbus

import (
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// The commands of one or two bytes, as registers (appendix I "Command
// Summary"). Block commands are a [Code] only.
const (
	Page                reg.Reg[uint8]             = 0x00 // section 11.10
	Operation           reg.Reg[uint8]             = 0x01 // section 12.1
	OnOffConfig         reg.Reg[uint8]             = 0x02 // section 12.2
	Phase               reg.Reg[uint8]             = 0x04 // section 11.11
	WriteProtect        reg.Reg[uint8]             = 0x10 // section 11.1
	Capability          reg.Reg[Capabilities]      = 0x19
	VoutMode            reg.Reg[Mode]              = 0x20
	VoutCommand         reg.Reg[uint16]            = 0x21
	VoutTrim            reg.Reg[uint16]            = 0x22
	VoutCalOffset       reg.Reg[uint16]            = 0x23
	VoutMax             reg.Reg[uint16]            = 0x24
	VoutMarginHigh      reg.Reg[uint16]            = 0x25
	VoutMarginLow       reg.Reg[uint16]            = 0x26
	VoutTransitionRate  reg.Reg[uint16]            = 0x27
	VoutDroop           reg.Reg[uint16]            = 0x28
	VoutScaleMonitor    reg.Reg[uint16]            = 0x2a
	VoutMin             reg.Reg[uint16]            = 0x2b
	VinOn               reg.Reg[uint16]            = 0x35
	VinOff              reg.Reg[uint16]            = 0x36
	IoutCalGain         reg.Reg[uint16]            = 0x38
	VoutOVFaultLimit    reg.Reg[uint16]            = 0x40
	VoutOVFaultResponse reg.Reg[uint8]             = 0x41
	VoutOVWarnLimit     reg.Reg[uint16]            = 0x42
	VoutUVWarnLimit     reg.Reg[uint16]            = 0x43
	VoutUVFaultLimit    reg.Reg[uint16]            = 0x44
	VoutUVFaultResponse reg.Reg[uint8]             = 0x45
	IoutOCFaultLimit    reg.Reg[uint16]            = 0x46
	IoutOCFaultResponse reg.Reg[uint8]             = 0x47
	IoutOCWarnLimit     reg.Reg[uint16]            = 0x4a
	IoutUCFaultLimit    reg.Reg[uint16]            = 0x4b
	IoutUCFaultResponse reg.Reg[uint8]             = 0x4c
	OTFaultLimit        reg.Reg[uint16]            = 0x4f
	OTFaultResponse     reg.Reg[uint8]             = 0x50
	OTWarnLimit         reg.Reg[uint16]            = 0x51
	UTWarnLimit         reg.Reg[uint16]            = 0x52
	UTFaultLimit        reg.Reg[uint16]            = 0x53
	UTFaultResponse     reg.Reg[uint8]             = 0x54
	VinOVFaultLimit     reg.Reg[uint16]            = 0x55
	VinOVFaultResponse  reg.Reg[uint8]             = 0x56
	VinOVWarnLimit      reg.Reg[uint16]            = 0x57
	VinUVWarnLimit      reg.Reg[uint16]            = 0x58
	VinUVFaultLimit     reg.Reg[uint16]            = 0x59
	VinUVFaultResponse  reg.Reg[uint8]             = 0x5a
	IinOCFaultLimit     reg.Reg[uint16]            = 0x5b
	IinOCFaultResponse  reg.Reg[uint8]             = 0x5c
	IinOCWarnLimit      reg.Reg[uint16]            = 0x5d
	PowerGoodOn         reg.Reg[uint16]            = 0x5e
	PowerGoodOff        reg.Reg[uint16]            = 0x5f
	TonDelay            reg.Reg[uint16]            = 0x60
	ToffDelay           reg.Reg[uint16]            = 0x64
	PoutOPFaultLimit    reg.Reg[uint16]            = 0x68
	PoutOPWarnLimit     reg.Reg[uint16]            = 0x6a
	PinOPWarnLimit      reg.Reg[uint16]            = 0x6b
	StatusByte          reg.Reg[Summary8]          = 0x78
	StatusWord          reg.Reg[Summary]           = 0x79
	StatusVout          reg.Reg[VoutStatus]        = 0x7a
	StatusIout          reg.Reg[IoutStatus]        = 0x7b
	StatusInput         reg.Reg[InputStatus]       = 0x7c
	StatusTemperature   reg.Reg[TemperatureStatus] = 0x7d
	StatusCML           reg.Reg[CMLStatus]         = 0x7e
	ReadVin             reg.Reg[uint16]            = 0x88
	ReadIin             reg.Reg[uint16]            = 0x89
	ReadVout            reg.Reg[uint16]            = 0x8b
	ReadIout            reg.Reg[uint16]            = 0x8c
	ReadTemperature1    reg.Reg[uint16]            = 0x8d
	ReadTemperature2    reg.Reg[uint16]            = 0x8e
	ReadTemperature3    reg.Reg[uint16]            = 0x8f
	ReadPout            reg.Reg[uint16]            = 0x96
	ReadPin             reg.Reg[uint16]            = 0x97
	Revision            reg.Reg[Rev]               = 0x98
)

// Code is a command code.
type Code uint8

// Commands without data or with a block.
const (
	ClearFaults Code = 0x03 // section 15.1
	MFRID       Code = 0x99 // section 22.2 "Inventory Information", like the following
	MFRModel    Code = 0x9a
	MFRRevision Code = 0x9b
	ICDeviceID  Code = 0xad
	ICDeviceRev Code = 0xae
)

// On is bit 7 of OPERATION (section 12.1 "OPERATION").
const On uint8 = 1 << 7

// AllPages is the value of PAGE for writes to every page (section 11.10
// "PAGE").
const AllPages uint8 = 0xff

// names of the commands, by code.
func names() map[Code]string {
	return map[Code]string{
		0x00: "PAGE", 0x01: "OPERATION", 0x02: "ON_OFF_CONFIG", 0x03: "CLEAR_FAULTS", 0x04: "PHASE",
		0x10: "WRITE_PROTECT", 0x19: "CAPABILITY",
		0x20: "VOUT_MODE", 0x21: "VOUT_COMMAND", 0x22: "VOUT_TRIM", 0x23: "VOUT_CAL_OFFSET", 0x24: "VOUT_MAX",
		0x25: "VOUT_MARGIN_HIGH", 0x26: "VOUT_MARGIN_LOW", 0x27: "VOUT_TRANSITION_RATE", 0x28: "VOUT_DROOP",
		0x2a: "VOUT_SCALE_MONITOR", 0x2b: "VOUT_MIN",
		0x35: "VIN_ON", 0x36: "VIN_OFF", 0x38: "IOUT_CAL_GAIN",
		0x40: "VOUT_OV_FAULT_LIMIT", 0x41: "VOUT_OV_FAULT_RESPONSE", 0x42: "VOUT_OV_WARN_LIMIT",
		0x43: "VOUT_UV_WARN_LIMIT", 0x44: "VOUT_UV_FAULT_LIMIT", 0x45: "VOUT_UV_FAULT_RESPONSE",
		0x46: "IOUT_OC_FAULT_LIMIT", 0x47: "IOUT_OC_FAULT_RESPONSE", 0x4a: "IOUT_OC_WARN_LIMIT",
		0x4b: "IOUT_UC_FAULT_LIMIT", 0x4c: "IOUT_UC_FAULT_RESPONSE",
		0x4f: "OT_FAULT_LIMIT", 0x50: "OT_FAULT_RESPONSE", 0x51: "OT_WARN_LIMIT",
		0x52: "UT_WARN_LIMIT", 0x53: "UT_FAULT_LIMIT", 0x54: "UT_FAULT_RESPONSE",
		0x55: "VIN_OV_FAULT_LIMIT", 0x56: "VIN_OV_FAULT_RESPONSE", 0x57: "VIN_OV_WARN_LIMIT",
		0x58: "VIN_UV_WARN_LIMIT", 0x59: "VIN_UV_FAULT_LIMIT", 0x5a: "VIN_UV_FAULT_RESPONSE",
		0x5b: "IIN_OC_FAULT_LIMIT", 0x5c: "IIN_OC_FAULT_RESPONSE", 0x5d: "IIN_OC_WARN_LIMIT",
		0x5e: "POWER_GOOD_ON", 0x5f: "POWER_GOOD_OFF", 0x60: "TON_DELAY", 0x64: "TOFF_DELAY",
		0x68: "POUT_OP_FAULT_LIMIT", 0x6a: "POUT_OP_WARN_LIMIT", 0x6b: "PIN_OP_WARN_LIMIT",
		0x78: "STATUS_BYTE", 0x79: "STATUS_WORD", 0x7a: "STATUS_VOUT", 0x7b: "STATUS_IOUT", 0x7c: "STATUS_INPUT",
		0x7d: "STATUS_TEMPERATURE", 0x7e: "STATUS_CML",
		0x88: "READ_VIN", 0x89: "READ_IIN", 0x8b: "READ_VOUT", 0x8c: "READ_IOUT",
		0x8d: "READ_TEMPERATURE_1", 0x8e: "READ_TEMPERATURE_2", 0x8f: "READ_TEMPERATURE_3",
		0x96: "READ_POUT", 0x97: "READ_PIN", 0x98: "PMBUS_REVISION",
		0x99: "MFR_ID", 0x9a: "MFR_MODEL", 0x9b: "MFR_REVISION", 0xad: "IC_DEVICE_ID", 0xae: "IC_DEVICE_REV",
	}
}

// String returns the name of the command; the code of a manufacturer specific
// one.
func (c Code) String() string {
	if name := names()[c]; name != "" {
		return name
	}
	return fmt.Sprintf("command %#02x", uint8(c))
}

// Capabilities is the value of CAPABILITY (section 11.12 "CAPABILITY").
type Capabilities uint8

// Bits of CAPABILITY.
//
//qgraph:bits
const (
	SMBAlert Capabilities = 1 << 4 // "SMBALERT#"
	BusSpeed Capabilities = 3 << 5 // 100 kHz, 400 kHz
	fast     Capabilities = 1 << 5 // "400 kHz"
	fastPlus Capabilities = 1 << 6 // "1 MHz"
	PEC      Capabilities = 1 << 7 // packet error checking
)

// Rev is the value of PMBUS_REVISION: the revisions of Part I in bits 7:4 and
// of Part II in bits 3:0 (section 22.1 "PMBUS_REVISION").
type Rev uint8

// The revisions of both parts.
const (
	Revision10 Rev = 0x00
	Revision11 Rev = 0x11
	Revision12 Rev = 0x22
	Revision13 Rev = 0x33
)

// String returns both revisions.
func (r Rev) String() string { return fmt.Sprintf("Part I 1.%d, Part II 1.%d", r>>4, r&0xf) }
