package i8042

import (
	"maps"
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/misc/i8042"
)

// keyboard checks the keyboard: its commands, its scan codes and its interrupt.
func keyboard(t *run.T, c *i8042.Controller) {
	line, err := c.Line(t.Context(), i8042.Keyboard)
	t.Must(err)
	t.Step("commands", func() { keyboardCommands(t, c) })
	for _, s := range scanCodeSets {
		t.Step(s.name, func() { scanCodes(t, c, s) })
	}
	t.Step("off", func() { keyboardOff(t, c) })
	t.Step("order", func() { order(t, c) })
	t.Step("interrupt", func() { keyboardInterrupt(t, c, line) })
}

// raised checks the level of an interrupt, also after an event from outside.
func raised(t *run.T, line guest.Line, when string, want bool) {
	t.Helper()
	got, err := line.Level(t.Context())
	t.Must(err)
	if got != want {
		t.Errorf("%s: the interrupt is raised: %t, want %t", when, got, want)
	}
}

// keyboardInterrupt checks that the interrupt is raised while a byte of the keyboard waits.
func keyboardInterrupt(t *run.T, c *i8042.Controller, line guest.Line) {
	start(t, c, 0)
	answers(t, c, "enable", []byte{i8042.Enable}, i8042.Acknowledge)
	input(t, c, key("z", true), key("z", false))
	raised(t, line, "with interrupts disabled", false)
	start(t, c, i8042.KeyboardIRQ)
	raised(t, line, "without a byte", false)
	input(t, c, key("z", true))
	raised(t, line, "with a byte", true)
	receive(t, c, "of a key", i8042.Keyboard, 0x1a)
	raised(t, line, "after the byte is read", false)
	input(t, c, key("z", false))
	raised(t, line, "with two bytes", true)
	receive(t, c, "of a key", i8042.Keyboard, 0xf0, 0x1a)
	raised(t, line, "after both bytes are read", false)
	t.Must(c.Do(t.Context(), i8042.FakeMouse, 1))
	raised(t, line, "with a byte of the mouse", false)
	receive(t, c, "of the mouse", i8042.Mouse, 1)
}

// keyboardCommands checks the answer to each command ("Commands from the System").
func keyboardCommands(t *run.T, c *i8042.Controller) {
	start(t, c, 0)
	answers(t, c, "reset", []byte{i8042.Reset}, ack, i8042.SelfTested)
	answers(t, c, "echo", []byte{i8042.Echo}, i8042.Echo)
	answers(t, c, "identify", []byte{i8042.Identify}, ack, 0xab, 0x83)
	answers(t, c, "LEDs", []byte{i8042.SetLEDs, 7}, ack)
	answers(t, c, "rate", []byte{i8042.SetRate, 0x20}, ack)
	answers(t, c, "defaults", []byte{i8042.Defaults}, ack)
	answers(t, c, "disable", []byte{i8042.Disable}, ack)
	answers(t, c, "enable", []byte{i8042.Enable}, ack)
	for _, set := range []byte{1, 3, 2} {
		answers(t, c, "set of scan codes", []byte{i8042.SetScanCodes, set}, ack)
		answers(t, c, "set of scan codes", []byte{i8042.SetScanCodes, 0}, ack, set)
	}
	start(t, c, i8042.Translate)
	answers(t, c, "identify, translated", []byte{i8042.Identify}, ack, 0xab, 0x41)
	start(t, c, 0)
	answers(t, c, "set 3", []byte{i8042.SetScanCodes, 3}, ack)
	answers(t, c, "reset", []byte{i8042.Reset}, ack, i8042.SelfTested)
	answers(t, c, "set after a reset", []byte{i8042.SetScanCodes, 0}, ack, 2)
}

// codes are what a keyboard sends of a key.
type codes struct{ made, broken []byte }

// set is a set of scan codes, with those of some keys ("Keyboards (101- and 102-Key)", tables
// of scan codes).
type set struct {
	name   string
	number byte
	mode   i8042.Mode
	keys   map[string]codes
}

var scanCodeSets = []set{
	{"set 1", 1, 0, setOne},
	{"set 2", 2, 0, map[string]codes{
		"a": {[]byte{0x1c}, []byte{0xf0, 0x1c}}, "ret": {[]byte{0x5a}, []byte{0xf0, 0x5a}},
		"f7": {[]byte{0x83}, []byte{0xf0, 0x83}}, "esc": {[]byte{0x76}, []byte{0xf0, 0x76}},
		"ctrl_r": {[]byte{0xe0, 0x14}, []byte{0xe0, 0xf0, 0x14}}, "right": {[]byte{0xe0, 0x74}, []byte{0xe0, 0xf0, 0x74}},
		"kp_enter": {[]byte{0xe0, 0x5a}, []byte{0xe0, 0xf0, 0x5a}}, "meta_l": {[]byte{0xe0, 0x1f}, []byte{0xe0, 0xf0, 0x1f}},
	}},
	{"set 2 translated", 2, i8042.Translate, setOne},
	{"set 3", 3, 0, map[string]codes{
		"a": {[]byte{0x1c}, []byte{0xf0, 0x1c}}, "ret": {[]byte{0x5a}, []byte{0xf0, 0x5a}},
		"f7": {[]byte{0x37}, []byte{0xf0, 0x37}}, "esc": {[]byte{0x08}, []byte{0xf0, 0x08}},
		"ctrl_r": {[]byte{0x58}, []byte{0xf0, 0x58}}, "right": {[]byte{0x6a}, []byte{0xf0, 0x6a}},
		"kp_enter": {[]byte{0x79}, []byte{0xf0, 0x79}},
	}},
}

// setOne has the scan codes of set 1.
var setOne = map[string]codes{
	"a": {[]byte{0x1e}, []byte{0x9e}}, "ret": {[]byte{0x1c}, []byte{0x9c}},
	"f7": {[]byte{0x41}, []byte{0xc1}}, "esc": {[]byte{0x01}, []byte{0x81}},
	"ctrl_r": {[]byte{0xe0, 0x1d}, []byte{0xe0, 0x9d}}, "right": {[]byte{0xe0, 0x4d}, []byte{0xe0, 0xcd}},
	"kp_enter": {[]byte{0xe0, 0x1c}, []byte{0xe0, 0x9c}}, "meta_l": {[]byte{0xe0, 0x5b}, []byte{0xe0, 0xdb}},
}

// scanCodes checks what keys send in a set.
func scanCodes(t *run.T, c *i8042.Controller, s set) {
	start(t, c, 0)
	answers(t, c, "set of scan codes", []byte{i8042.SetScanCodes, s.number}, i8042.Acknowledge)
	answers(t, c, "enable", []byte{i8042.Enable}, i8042.Acknowledge)
	start(t, c, s.mode)
	for _, name := range slices.Sorted(maps.Keys(s.keys)) {
		input(t, c, key(name, true))
		receive(t, c, name+" pressed", i8042.Keyboard, s.keys[name].made...)
		input(t, c, key(name, false))
		receive(t, c, name+" released", i8042.Keyboard, s.keys[name].broken...)
	}
	start(t, c, 0)
	answers(t, c, "set of scan codes", []byte{i8042.SetScanCodes, 2}, i8042.Acknowledge)
}

// keyboardOff checks that a disabled keyboard sends nothing, also later.
func keyboardOff(t *run.T, c *i8042.Controller) {
	start(t, c, 0)
	answers(t, c, "disable", []byte{i8042.Disable}, i8042.Acknowledge)
	input(t, c, key("a", true), key("a", false))
	empty(t, c, "of a disabled keyboard")
	answers(t, c, "enable", []byte{i8042.Enable}, i8042.Acknowledge)
}

// order checks that the bytes of several keys come in their order.
func order(t *run.T, c *i8042.Controller) {
	start(t, c, 0)
	answers(t, c, "enable", []byte{i8042.Enable}, i8042.Acknowledge)
	input(t, c, key("shift", true), key("b", true), key("b", false), key("shift", false))
	receive(t, c, "of four events", i8042.Keyboard, 0x12, 0x32, 0xf0, 0x32, 0xf0, 0x12)
}
