package usbhid

import (
	"context"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/libqos/bus/usb"
)

// Requests to an interface of the class (HID, section 7.2 "Class-Specific Requests").
const (
	fromInterface         = 0xa1
	toInterface           = 0x21
	fromInterfaceStandard = 0x81

	getReport   = 0x01
	getIdle     = 0x02
	getProtocol = 0x03
	setReport   = 0x09
	setIdle     = 0x0a
	setProtocol = 0x0b

	inputReport  = 1
	outputReport = 2
)

// Descriptors of the class (HID, section 7.1 "Standard Requests").
const (
	DescriptorHID    usb.DescriptorType = 0x21
	DescriptorReport usb.DescriptorType = 0x22
)

// Protocol is the format of a device's reports.
type Protocol uint8

// The protocols. A device starts with the second (HID, section 7.2.6 "Set_Protocol
// Request").
const (
	BootProtocol   Protocol = 0
	ReportProtocol Protocol = 1
)

// IdleUnit is the unit of durations of [Keyboard.SetIdle] (HID, section 7.2.4 "Set_Idle
// Request").
const IdleUnit = 4 * time.Millisecond

// get sends a request for a number of bytes.
func (k *Keyboard) get(ctx context.Context, request uint8, value uint16, length uint16) ([]byte, error) {
	b, err := k.Device.Control(ctx, usb.Setup{RequestType: fromInterface, Request: request, Value: value, Index: k.number(), Length: length}, nil)
	if err == nil && len(b) != int(length) {
		err = fmt.Errorf("usbhid: request %#02[2]x: got %[1]d bytes, want %[3]d", len(b), request, length)
	}
	return b, err
}

// set sends a request with data.
func (k *Keyboard) set(ctx context.Context, request uint8, value uint16, data ...byte) error {
	_, err := k.Device.Control(ctx, usb.Setup{RequestType: toInterface, Request: request, Value: value, Index: k.number(), Length: uint16(len(data))}, data)
	return err
}

func (k *Keyboard) number() uint16 { return uint16(k.iface.Number) }

// ReportDescriptor returns up to length bytes of the report descriptor.
func (k *Keyboard) ReportDescriptor(ctx context.Context, length uint16) ([]byte, error) {
	s := usb.GetDescriptor(DescriptorReport, 0, k.number(), length)
	s.RequestType = fromInterfaceStandard
	return k.Device.Control(ctx, s, nil)
}

// Protocol returns the protocol that the device uses.
func (k *Keyboard) Protocol(ctx context.Context) (Protocol, error) {
	b, err := k.get(ctx, getProtocol, 0, 1)
	if err != nil {
		return 0, err
	}
	return Protocol(b[0]), nil
}

// SetProtocol selects a protocol.
func (k *Keyboard) SetProtocol(ctx context.Context, p Protocol) error {
	return k.set(ctx, setProtocol, uint16(p))
}

// Idle returns the device's interval between repeated reports, in units of
// [IdleUnit]; 0 for no repetition.
func (k *Keyboard) Idle(ctx context.Context) (uint8, error) {
	b, err := k.get(ctx, getIdle, 0, 1)
	if err != nil {
		return 0, err
	}
	return b[0], nil
}

// SetIdle sets the interval between repeated reports, in units of [IdleUnit]; 0
// for no repetition.
func (k *Keyboard) SetIdle(ctx context.Context, units uint8) error {
	return k.set(ctx, setIdle, uint16(units)<<8)
}

// GetReport requests the state of the keys over endpoint 0.
func (k *Keyboard) GetReport(ctx context.Context) (Report, error) {
	b, err := k.get(ctx, getReport, inputReport<<8, ReportSize)
	if err != nil {
		return Report{}, err
	}
	return Report(b), nil
}

// SetLEDs switches the keyboard's lights.
func (k *Keyboard) SetLEDs(ctx context.Context, l LEDs) error {
	return k.set(ctx, setReport, outputReport<<8, byte(l))
}
