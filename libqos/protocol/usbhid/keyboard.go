package usbhid

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/usb"
)

// KeyboardDriver is the node of the keyboard.
var KeyboardDriver = graph.NewDriver[*usb.Bus]("usb-kbd")

// Class, subclass and protocol of a boot keyboard's interface (HID, section 4.2
// "Subclass" and 4.3 "Protocols").
const (
	Class            = 3
	BootSubclass     = 1
	KeyboardProtocol = 1
)

// ErrNoKeyboard is the error of a device that is not a boot keyboard.
var ErrNoKeyboard = errors.New("the device has no interface of a boot keyboard")

// ReportSize is the size of a report of the boot protocol.
const ReportSize = 8

// Report is a report of the boot protocol: modifier keys, a reserved byte, and up
// to six other pressed keys (HID, appendix B.1 "Protocol 1 (Keyboard)").
type Report [ReportSize]byte

// Pressed returns the report for pressed modifier keys and other pressed keys.
func Pressed(modifiers byte, keys ...byte) Report {
	const first = 2
	r := Report{modifiers}
	copy(r[first:], keys)
	return r
}

// RollOver returns the report for too many pressed keys.
func RollOver(modifiers byte) Report {
	const code = 1 // ErrorRollOver
	return Pressed(modifiers, code, code, code, code, code, code)
}

// LEDs is the output report of the boot protocol.
type LEDs uint8

// The lights.
const (
	NumLock    LEDs = 1 << 0
	CapsLock   LEDs = 1 << 1
	ScrollLock LEDs = 1 << 2
)

// Keyboard is a keyboard with an address.
type Keyboard struct {
	*usb.Device
	iface usb.InterfaceDescriptor
	in    *usb.Endpoint
}

// NewBus returns the keyboard's bus, for [graph.Consumes].
func NewBus(_ context.Context, bus *usb.Bus) (*usb.Bus, error) { return bus, nil }

// Open starts the host controller and configures the keyboard in the bus's port.
func Open(ctx context.Context, bus *usb.Bus) (*Keyboard, error) {
	d, err := usb.Open(ctx, bus)
	if err != nil {
		return nil, fmt.Errorf("usbhid: %w", err)
	}
	for _, i := range d.Configuration.Interfaces {
		if i.Class != Class || i.Subclass != BootSubclass || i.Protocol != KeyboardProtocol {
			continue
		}
		for _, e := range i.Endpoints {
			if e.In && e.Kind == usb.Interrupt {
				return &Keyboard{d, i, d.Endpoint(e)}, nil
			}
		}
	}
	return nil, fmt.Errorf("usbhid: %w", errors.Join(ErrNoKeyboard, d.Close(ctx)))
}

// Interface returns the descriptor of the keyboard's interface.
func (k *Keyboard) Interface() usb.InterfaceDescriptor { return k.iface }

// Report waits for a report of the boot protocol, which the keyboard sends when a
// key is pressed or released. The error wraps [usb.ErrNAK] if there is none within
// that virtual time.
func (k *Keyboard) Report(ctx context.Context, within time.Duration) (Report, error) {
	var r Report
	n, err := k.Host.Interrupt(ctx, k.in, r[:], within)
	if err == nil && n != ReportSize {
		err = fmt.Errorf("usbhid: got a report of %d bytes, want %d", n, ReportSize)
	}
	return r, err
}
