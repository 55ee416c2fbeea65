package ps2suite

import (
	"bytes"
	"context"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/input/ps2"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// Port is what a device is connected to.
type Port interface {
	// Ready has the device on, without interrupts, and no byte waiting.
	Ready(ctx context.Context) error
	// Send sends bytes to the device.
	Send(ctx context.Context, all ...uint8) error
	// Receive returns the next byte of the device. That none waits is an error.
	Receive(ctx context.Context) (uint8, error)
	// Waiting reports whether a byte waits.
	Waiting(ctx context.Context) (bool, error)
	// Machine returns the machine.
	Machine() *guest.Machine
}

// Device is a keyboard or a mouse under test.
type Device struct {
	t    *run.T
	port Port
}

// New returns the device at a port.
func New(t *run.T, p Port) Device { return Device{t, p} }

// ready has no byte waiting.
func (d Device) ready() {
	d.t.Helper()
	d.t.Must(d.port.Ready(d.t.Context()))
}

// Receive checks the bytes that come from the device, and that no more come.
func (d Device) Receive(when string, want ...byte) {
	d.t.Helper()
	var got []byte
	for range want {
		b, err := d.port.Receive(d.t.Context())
		if err != nil {
			d.t.Fatalf("%s: %v after % x, want % x", when, err, got, want)
		}
		got = append(got, b)
	}
	if !bytes.Equal(got, want) {
		d.t.Errorf("%s: the device sends % x, want % x", when, got, want)
	}
	d.Empty(when)
}

// Empty checks that no byte waits.
func (d Device) Empty(when string) {
	d.t.Helper()
	waits, err := d.port.Waiting(d.t.Context())
	d.t.Must(err)
	if waits {
		d.t.Errorf("%s: a byte waits, want none", when)
	}
}

// Answers sends bytes to the device, each of which it acknowledges before the next, and checks what it sends after the last
// one.
func (d Device) Answers(when string, send []byte, want ...byte) {
	d.t.Helper()
	for i, b := range send {
		d.t.Must(d.port.Send(d.t.Context(), b))
		if i < len(send)-1 {
			d.Receive(when+", before its operand", ps2.Acknowledge)
		}
	}
	d.Receive(when, want...)
}

// Event is an event of an input device, in the terms of QMP.
type Event struct {
	Type string `json:"type"`
	Data any    `json:"data"`
}

// Input has events come from outside.
func (d Device) Input(events ...Event) {
	d.t.Helper()
	_, err := qmp.Execute[qmp.Empty](d.t.Context(), d.port.Machine().Monitor, "input-send-event", map[string]any{"events": events})
	d.t.Must(err)
}

// Key is a key that is pressed or released.
func Key(code string, down bool) Event {
	return Event{"key", map[string]any{"down": down, "key": map[string]any{"type": "qcode", "data": code}}}
}

// Moved is a movement of the mouse along an axis.
func Moved(axis string, by int) Event {
	return Event{"rel", map[string]any{"axis": axis, "value": by}}
}

// Button is a button of the mouse that is pressed or released.
func Button(name string, down bool) Event {
	return Event{"btn", map[string]any{"button": name, "down": down}}
}

// RaisedT checks the level of a device's interrupt, also after an event from outside.
func RaisedT(t *run.T, line guest.Line, when string, want bool) {
	t.Helper()
	got, err := line.Level(t.Context())
	t.Must(err)
	if got != want {
		t.Errorf("%s: the interrupt is raised: %t, want %t", when, got, want)
	}
}
