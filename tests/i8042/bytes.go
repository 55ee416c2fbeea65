package i8042

import (
	"bytes"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/i8042"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// start has both devices on, with interrupts as given, and nothing in the output buffer.
func start(t *run.T, c *i8042.Controller, mode i8042.Mode) {
	t.Helper()
	t.Must(c.Do(t.Context(), i8042.WriteByte, uint8(mode)))
	t.Must(c.Drain(t.Context()))
}

// receive checks the bytes that come from a device, and that no more come.
func receive(t *run.T, c *i8042.Controller, when string, s i8042.Source, want ...byte) {
	t.Helper()
	var got []byte
	for range want {
		b, err := c.Receive(t.Context(), s)
		if err != nil {
			t.Fatalf("%s: %v after % x, want % x", when, err, got, want)
		}
		got = append(got, b)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s: the %v sends % x, want % x", when, s, got, want)
	}
	empty(t, c, when)
}

// empty checks that there is no byte to read.
func empty(t *run.T, c *i8042.Controller, when string) {
	t.Helper()
	reg.ExpectBitsT(t, c.Regs, when+": status with nothing to read", i8042.StatusCommand, i8042.OutputFull, 0)
}

// answers sends bytes to the keyboard, each of which it acknowledges before the next, and checks
// what it sends after the last one.
func answers(t *run.T, c *i8042.Controller, when string, send []byte, want ...byte) {
	t.Helper()
	converse(t, c, when, i8042.Keyboard, send, want)
}

// mouseAnswers is answers with the mouse.
func mouseAnswers(t *run.T, c *i8042.Controller, when string, send []byte, want ...byte) {
	t.Helper()
	converse(t, c, when, i8042.Mouse, send, want)
}

func converse(t *run.T, c *i8042.Controller, when string, s i8042.Source, send, want []byte) {
	t.Helper()
	write := c.Send
	if s == i8042.Mouse {
		write = c.SendMouse
	}
	for i, b := range send {
		t.Must(write(t.Context(), b))
		if i < len(send)-1 {
			receive(t, c, when+", before its operand", s, i8042.Acknowledge)
		}
	}
	receive(t, c, when, s, want...)
}

// event is an event of an input device, in the terms of QMP.
type event struct {
	Type string `json:"type"`
	Data any    `json:"data"`
}

// input has input events come from outside.
func input(t *run.T, c *i8042.Controller, events ...event) {
	t.Helper()
	_, err := qmp.Execute[qmp.Empty](t.Context(), c.Machine().Monitor, "input-send-event", map[string]any{"events": events})
	t.Must(err)
}

// key is a key that is pressed or released.
func key(code string, down bool) event {
	return event{"key", map[string]any{"down": down, "key": map[string]any{"type": "qcode", "data": code}}}
}

// moved is a movement of the mouse along an axis.
func moved(axis string, by int) event {
	return event{"rel", map[string]any{"axis": axis, "value": by}}
}

// button is a button of the mouse that is pressed or released.
func button(name string, down bool) event {
	return event{"btn", map[string]any{"button": name, "down": down}}
}
