package usb

import (
	"encoding/binary"
	"fmt"
	"time"
)

// Configuration is a configuration descriptor with its interfaces and endpoints
// (tables 9-10 "Standard Configuration Descriptor", 9-12 "Standard Interface
// Descriptor" and 9-13 "Standard Endpoint Descriptor").
type Configuration struct {
	Value      uint8 // the argument of SET_CONFIGURATION
	Name       uint8 // index of a string
	Attributes uint8
	MaxPower   uint8 // in units of 2 mA
	Interfaces []InterfaceDescriptor
}

// InterfaceDescriptor is an interface descriptor with its endpoints.
type InterfaceDescriptor struct {
	Number, Alternate         uint8
	Class, Subclass, Protocol uint8
	Name                      uint8    // index of a string
	Others                    [][]byte // descriptors of its class
	Endpoints                 []EndpointDescriptor
}

// EndpointDescriptor is an endpoint descriptor.
type EndpointDescriptor struct {
	Number    uint8
	In        bool
	Kind      TransferKind
	MaxPacket int
	Interval  uint8 // bInterval
}

// Sizes of descriptors.
const (
	ConfigurationSize = 9
	interfaceSize     = 9
	endpointSize      = 7

	endpointNumber = 0xf
	endpointIn     = 1 << 7
	endpointKind   = 3
	maxPacketMask  = 0x7ff
)

// ParseConfiguration parses a configuration descriptor.
func ParseConfiguration(b []byte) (Configuration, error) {
	if len(b) < ConfigurationSize || int(b[0]) != ConfigurationSize || DescriptorType(b[1]) != DescriptorConfiguration {
		return Configuration{}, fmt.Errorf("usb: configuration descriptor % x: %w", b, ErrDescriptor)
	}
	if total := int(binary.LittleEndian.Uint16(b[2:])); total != len(b) {
		return Configuration{}, fmt.Errorf("usb: configuration descriptor: got %d bytes, want the %d of its total length: %w", len(b), total, ErrDescriptor)
	}
	c := Configuration{Value: b[5], Name: b[6], Attributes: b[7], MaxPower: b[8]}
	interfaces := int(b[4])
	for rest := b[ConfigurationSize:]; len(rest) > 0; {
		n := int(rest[0])
		if n < descriptorHead || n > len(rest) {
			return c, fmt.Errorf("usb: descriptor of %d bytes with only %d left: %w", n, len(rest), ErrDescriptor)
		}
		if err := c.add(rest[:n]); err != nil {
			return c, err
		}
		rest = rest[n:]
	}
	if len(c.Interfaces) != interfaces {
		return c, fmt.Errorf("usb: configuration: got %d interfaces, want the %d of its descriptor: %w", len(c.Interfaces), interfaces, ErrDescriptor)
	}
	return c, nil
}

// add adds a descriptor to the configuration.
func (c *Configuration) add(b []byte) error {
	typ := DescriptorType(b[1])
	if typ == DescriptorInterface {
		if len(b) != interfaceSize {
			return fmt.Errorf("usb: interface descriptor % x: %w", b, ErrDescriptor)
		}
		c.Interfaces = append(c.Interfaces, InterfaceDescriptor{
			Number: b[2], Alternate: b[3], Class: b[5], Subclass: b[6], Protocol: b[7], Name: b[8],
		})
		return nil
	}
	if len(c.Interfaces) == 0 {
		return fmt.Errorf("usb: descriptor % x before the first interface: %w", b, ErrDescriptor)
	}
	i := &c.Interfaces[len(c.Interfaces)-1]
	if typ != DescriptorEndpoint {
		i.Others = append(i.Others, b)
		return nil
	}
	if len(b) < endpointSize {
		return fmt.Errorf("usb: endpoint descriptor % x: %w", b, ErrDescriptor)
	}
	i.Endpoints = append(i.Endpoints, EndpointDescriptor{
		Number: b[2] & endpointNumber, In: b[2]&endpointIn != 0, Kind: TransferKind(b[3] & endpointKind),
		MaxPacket: int(binary.LittleEndian.Uint16(b[4:]) & maxPacketMask), Interval: b[6],
	})
	return nil
}

// Period returns the polling interval of an interrupt endpoint at a speed (section
// 9.6.6 "Endpoint").
func (e EndpointDescriptor) Period(s Speed) time.Duration {
	if s == HighSpeed {
		const microframe = 125 * time.Microsecond
		return microframe << (max(e.Interval, 1) - 1)
	}
	return time.Duration(e.Interval) * time.Millisecond
}
