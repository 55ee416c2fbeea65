// Package i2cfake has I²C without QEMU: a [Wire] that records every condition and
// byte on it, devices for it, and a [Bus] that drives it. In the unit tests of
// controllers a register model, which embeds a [Model], drives the wire.
package i2cfake

import (
	"fmt"
	"strings"

	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Target is a device on a [Wire].
type Target interface {
	// Start begins a transfer to or from the device.
	Start()
	// Write takes a byte and reports whether the device acknowledges it.
	Write(b byte) bool
	// Read returns the next byte.
	Read() byte
}

// Wire is SDA and SCL with devices on them. The zero value has none.
type Wire struct {
	Targets map[i2c.Address]Target
	trace   []string
	current Target
	busy    bool
}

// Busy reports whether a START had no STOP yet.
func (w *Wire) Busy() bool { return w.busy }

// Trace returns the wire's trace since the last call. S is START, Sr a repeated
// START, P is STOP. W or R follows an address. A + follows an acknowledged byte,
// a - one that was not acknowledged.
func (w *Wire) Trace() string {
	s := strings.Join(w.trace, " ")
	w.trace = nil
	return s
}

// Start makes a START condition, repeated or not.
func (w *Wire) Start() {
	if w.busy {
		w.log("Sr")
	} else {
		w.log("S")
	}
	w.busy, w.current = true, nil
}

// Address sends an address and reports whether a device acknowledges it.
func (w *Wire) Address(a i2c.Address, read bool) bool {
	direction := "W"
	if read {
		direction = "R"
	}
	w.current = w.Targets[a]
	if w.current != nil {
		w.current.Start()
	}
	w.log("%v%s%s", a, direction, sign(w.current != nil))
	return w.current != nil
}

// Write sends a byte and reports whether the device acknowledges it.
func (w *Wire) Write(b byte) bool {
	ack := w.current != nil && w.current.Write(b)
	w.log("%02x%s", b, sign(ack))
	return ack
}

// Read takes a byte from the device and acknowledges it or not.
func (w *Wire) Read(ack bool) byte {
	b := byte(0xff) // no device pulls SDA low
	if w.current != nil {
		b = w.current.Read()
	}
	w.log("%02x%s", b, sign(ack))
	return b
}

// Stop makes a STOP condition.
func (w *Wire) Stop() {
	w.log("P")
	w.busy, w.current = false, nil
}

func (w *Wire) log(format string, args ...any) {
	w.trace = append(w.trace, fmt.Sprintf(format, args...))
}

func sign(ack bool) string {
	if ack {
		return "+"
	}
	return "-"
}
