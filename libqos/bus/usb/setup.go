package usb

import "encoding/binary"

// Setup is a setup packet (section 9.3 "USB Device Requests").
type Setup struct {
	RequestType uint8 // direction, type and recipient
	Request     uint8
	Value       uint16
	Index       uint16
	Length      uint16 // the largest number of bytes in the data stage
}

// Fields of a request's type (table 9-2 "Format of Setup Data") and the requests
// here (table 9-4 "Standard Request Codes").
const (
	toHost         = 0x80
	setAddress     = 5
	getDescriptor  = 6
	getConfig      = 8
	setConfig      = 9
	englishUS      = 0x0409
	SetupSize      = 8  // of a setup packet, in bytes
	DeviceSize     = 18 // of a device descriptor, in bytes
	minMaxPacket   = 8  // of endpoint 0
	descriptorHead = 2
)

// DescriptorType is the type of a descriptor (table 9-5 "Descriptor Types").
type DescriptorType uint8

// The types of descriptor here.
const (
	DescriptorDevice        DescriptorType = 1
	DescriptorConfiguration DescriptorType = 2
	DescriptorString        DescriptorType = 3
	DescriptorInterface     DescriptorType = 4
	DescriptorEndpoint      DescriptorType = 5
)

// Bytes returns the packet in the format of the bus.
func (s Setup) Bytes() []byte {
	b := []byte{s.RequestType, s.Request}
	b = binary.LittleEndian.AppendUint16(b, s.Value)
	b = binary.LittleEndian.AppendUint16(b, s.Index)
	return binary.LittleEndian.AppendUint16(b, s.Length)
}

// ToHost reports whether the data stage goes from the device to the host.
func (s Setup) ToHost() bool { return s.RequestType&toHost != 0 }

// GetDescriptor requests up to length bytes of a descriptor (section 9.4.3 "Get
// Descriptor"). The language is for strings, 0 for other descriptors.
func GetDescriptor(t DescriptorType, index uint8, language, length uint16) Setup {
	return Setup{RequestType: toHost, Request: getDescriptor, Value: uint16(t)<<8 | uint16(index), Index: language, Length: length}
}

// GetString requests a string in US English (section 9.6.7 "String").
func GetString(index uint8) Setup { return GetDescriptor(DescriptorString, index, englishUS, 255) }

// SetAddress sets the device's address, 1 to 127 (section 9.4.6 "Set Address").
func SetAddress(address uint8) Setup { return Setup{Request: setAddress, Value: uint16(address)} }

// SetConfiguration selects a configuration, 0 for none (section 9.4.7 "Set
// Configuration").
func SetConfiguration(n uint8) Setup { return Setup{Request: setConfig, Value: uint16(n)} }

// GetConfiguration requests the number of the configuration, one byte (section
// 9.4.2 "Get Configuration").
func GetConfiguration() Setup { return Setup{RequestType: toHost, Request: getConfig, Length: 1} }
