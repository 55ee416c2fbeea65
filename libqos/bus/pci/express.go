package pci

import "github.com/qgraph/qgraph/libqos/base/reg"

// Registers of the PCI Express capability (PCI Express Base 4.0, section 7.5.3 "PCI
// Express Capability Structure").
const (
	ExpressCapabilities reg.Reg[ExpressAbility] = 0x2  // 7.5.3.2
	DeviceCapabilities  reg.Reg[DeviceAbility]  = 0x4  // 7.5.3.3
	DeviceControl       reg.Reg[DeviceBits]     = 0x8  // 7.5.3.4
	DeviceStatus        reg.Reg[DeviceState]    = 0xa  // 7.5.3.5
	LinkCapabilities    reg.Reg[LinkAbility]    = 0xc  // 7.5.3.6
	LinkStatus          reg.Reg[LinkState]      = 0x12 // 7.5.3.8
)

// ExpressAbility is the PCI Express Capabilities register.
type ExpressAbility uint16

// Fields of the PCI Express Capabilities register. Integrated endpoints of a root
// complex have a type of their own.
const (
	ExpressVersion        ExpressAbility = 0xf << 0
	ExpressType           ExpressAbility = 0xf << 4
	ExpressEndpoint       ExpressAbility = 0 << 4
	ExpressLegacyEndpoint ExpressAbility = 1 << 4
	ExpressIntegrated     ExpressAbility = 9 << 4
)

// DeviceAbility is the Device Capabilities register.
type DeviceAbility uint32

// Fields of the Device Capabilities register.
const (
	DevicePayload   DeviceAbility = 7 << 0  // Max_Payload_Size Supported: 128 bytes << n
	DeviceRoleBased DeviceAbility = 1 << 15 // Role-Based Error Reporting
	DeviceCanReset  DeviceAbility = 1 << 28 // Function Level Reset Capability
)

// DeviceBits is the Device Control register.
type DeviceBits uint16

// Fields of the Device Control register.
const (
	DeviceReports DeviceBits = 0xf << 0 // the four enable bits for the reporting of errors
	DeviceReset   DeviceBits = 1 << 15  // Initiate Function Level Reset; reads as zero
)

// DeviceState is the Device Status register. Writing one to the bit of an error clears
// it.
type DeviceState uint16

// Fields of the Device Status register.
const (
	DeviceCorrectable DeviceState = 1 << 0
	DeviceNonFatal    DeviceState = 1 << 1
	DeviceFatal       DeviceState = 1 << 2
	DeviceUnsupported DeviceState = 1 << 3
	DeviceErrors      DeviceState = 0xf << 0 // all of them
)

// LinkAbility is the Link Capabilities register.
type LinkAbility uint32

// LinkState is the Link Status register.
type LinkState uint16

// Fields that the Link Capabilities register has at most and the Link Status register
// has at present. Neither is zero.
const (
	LinkMaxSpeed LinkAbility = 0xf << 0
	LinkMaxWidth LinkAbility = 0x3f << 4
	LinkSpeed    LinkState   = 0xf << 0
	LinkWidth    LinkState   = 0x3f << 4
)
