package usb

import (
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf16"
)

// ErrDescriptor is the error of a malformed descriptor.
var ErrDescriptor = errors.New("malformed descriptor")

// DeviceDescriptor is a device descriptor (table 9-8 "Standard Device Descriptor").
type DeviceDescriptor struct {
	USB            uint16 // release, in binary-coded decimal
	Class          uint8
	Subclass       uint8
	Protocol       uint8
	MaxPacket      uint8 // of endpoint 0: 8, 16, 32 or 64 bytes
	Vendor         uint16
	Product        uint16
	Release        uint16 // of the device, in binary-coded decimal
	Manufacturer   uint8  // index of a string, like the next two; 0 for none
	Name           uint8
	Serial         uint8
	Configurations uint8 // at least one
}

// ParseDevice parses a device descriptor.
func ParseDevice(b []byte) (DeviceDescriptor, error) {
	if len(b) != DeviceSize {
		return DeviceDescriptor{}, fmt.Errorf("usb: device descriptor of %d bytes, want %d: %w", len(b), DeviceSize, ErrDescriptor)
	}
	if err := head(b, DescriptorDevice); err != nil {
		return DeviceDescriptor{}, err
	}
	le := binary.LittleEndian
	d := DeviceDescriptor{
		USB:   le.Uint16(b[2:]),
		Class: b[4], Subclass: b[5], Protocol: b[6],
		MaxPacket:    b[7],
		Vendor:       le.Uint16(b[8:]),
		Product:      le.Uint16(b[10:]),
		Release:      le.Uint16(b[12:]),
		Manufacturer: b[14], Name: b[15], Serial: b[16],
		Configurations: b[17],
	}
	switch d.MaxPacket {
	case minMaxPacket, 16, 32, 64:
	default:
		return d, fmt.Errorf("usb: device descriptor with packets of %d bytes: %w", d.MaxPacket, ErrDescriptor)
	}
	if d.Configurations == 0 {
		return d, fmt.Errorf("usb: device descriptor without a configuration: %w", ErrDescriptor)
	}
	return d, nil
}

// ParseString returns the text of a string descriptor (section 9.6.7 "String").
func ParseString(b []byte) (string, error) {
	if err := head(b, DescriptorString); err != nil {
		return "", err
	}
	var units []uint16
	for b = b[descriptorHead:]; len(b) >= 2; b = b[2:] {
		units = append(units, binary.LittleEndian.Uint16(b))
	}
	return string(utf16.Decode(units)), nil
}

// head checks length and type of a descriptor.
func head(b []byte, want DescriptorType) error {
	if len(b) < descriptorHead || int(b[0]) != len(b) || DescriptorType(b[1]) != want {
		return fmt.Errorf("usb: descriptor % x, want type %d: %w", b, want, ErrDescriptor)
	}
	return nil
}
