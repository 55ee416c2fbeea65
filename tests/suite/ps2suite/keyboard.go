package ps2suite

import (
	"maps"
	"slices"

	"github.com/qgraph/qgraph/libqos/device/input/ps2"
)

// Keyboard checks a keyboard: its commands and its scan codes. It has a step for each subject.
func (d Device) Keyboard() {
	d.t.Step("commands", d.keyboardCommands)
	for _, s := range scanCodeSets {
		d.t.Step(s.name, func() { d.scanCodes(s) })
	}
	d.t.Step("off", d.keyboardOff)
	d.t.Step("order", d.order)
}

// keyboardCommands checks the answer to each command ("Commands from the System").
func (d Device) keyboardCommands() {
	d.ready()
	d.Answers("reset", []byte{ps2.Reset}, ps2.Acknowledge, ps2.SelfTested)
	d.Answers("echo", []byte{ps2.Echo}, ps2.Echo)
	d.Answers("identify", []byte{ps2.Identify}, ps2.Acknowledge, 0xab, 0x83)
	d.Answers("LEDs", []byte{ps2.SetLEDs, 7}, ps2.Acknowledge)
	d.Answers("rate", []byte{ps2.SetRate, 0x20}, ps2.Acknowledge)
	d.Answers("defaults", []byte{ps2.Defaults}, ps2.Acknowledge)
	d.Answers("disable", []byte{ps2.Disable}, ps2.Acknowledge)
	d.Answers("enable", []byte{ps2.Enable}, ps2.Acknowledge)
	for _, set := range []byte{1, 3, 2} {
		d.Answers("set of scan codes", []byte{ps2.SetScanCodes, set}, ps2.Acknowledge)
		d.Answers("set of scan codes", []byte{ps2.SetScanCodes, 0}, ps2.Acknowledge, set)
	}
	d.Answers("set 3", []byte{ps2.SetScanCodes, 3}, ps2.Acknowledge)
	d.Answers("reset", []byte{ps2.Reset}, ps2.Acknowledge, ps2.SelfTested)
	d.Answers("set after a reset", []byte{ps2.SetScanCodes, 0}, ps2.Acknowledge, 2)
}

// Codes are what a keyboard sends of a key.
type Codes struct{ Made, Broken []byte }

// set is a set of scan codes, with those of some keys ("Keyboards (101- and 102-Key)", tables
// of scan codes).
type set struct {
	name   string
	number byte
	keys   map[string]Codes
}

var scanCodeSets = []set{
	{"set 1", 1, SetOne()},
	{"set 2", 2, map[string]Codes{
		"a": {[]byte{0x1c}, []byte{0xf0, 0x1c}}, "ret": {[]byte{0x5a}, []byte{0xf0, 0x5a}},
		"f7": {[]byte{0x83}, []byte{0xf0, 0x83}}, "esc": {[]byte{0x76}, []byte{0xf0, 0x76}},
		"ctrl_r": {[]byte{0xe0, 0x14}, []byte{0xe0, 0xf0, 0x14}}, "right": {[]byte{0xe0, 0x74}, []byte{0xe0, 0xf0, 0x74}},
		"kp_enter": {[]byte{0xe0, 0x5a}, []byte{0xe0, 0xf0, 0x5a}}, "meta_l": {[]byte{0xe0, 0x1f}, []byte{0xe0, 0xf0, 0x1f}},
	}},
	{"set 3", 3, map[string]Codes{
		"a": {[]byte{0x1c}, []byte{0xf0, 0x1c}}, "ret": {[]byte{0x5a}, []byte{0xf0, 0x5a}},
		"f7": {[]byte{0x37}, []byte{0xf0, 0x37}}, "esc": {[]byte{0x08}, []byte{0xf0, 0x08}},
		"ctrl_r": {[]byte{0x58}, []byte{0xf0, 0x58}}, "right": {[]byte{0x6a}, []byte{0xf0, 0x6a}},
		"kp_enter": {[]byte{0x79}, []byte{0xf0, 0x79}},
	}},
}

// SetOne returns the scan codes of set 1.
func SetOne() map[string]Codes {
	return map[string]Codes{
		"a": {[]byte{0x1e}, []byte{0x9e}}, "ret": {[]byte{0x1c}, []byte{0x9c}},
		"f7": {[]byte{0x41}, []byte{0xc1}}, "esc": {[]byte{0x01}, []byte{0x81}},
		"ctrl_r": {[]byte{0xe0, 0x1d}, []byte{0xe0, 0x9d}}, "right": {[]byte{0xe0, 0x4d}, []byte{0xe0, 0xcd}},
		"kp_enter": {[]byte{0xe0, 0x1c}, []byte{0xe0, 0x9c}}, "meta_l": {[]byte{0xe0, 0x5b}, []byte{0xe0, 0xdb}},
	}
}

// scanCodes checks what keys send in a set.
func (d Device) scanCodes(s set) {
	d.ready()
	d.Answers("set of scan codes", []byte{ps2.SetScanCodes, s.number}, ps2.Acknowledge)
	d.Answers("enable", []byte{ps2.Enable}, ps2.Acknowledge)
	d.Keys(s.keys)
	d.ready()
	d.Answers("set of scan codes", []byte{ps2.SetScanCodes, 2}, ps2.Acknowledge)
}

// Keys presses and releases keys, and checks what comes of each.
func (d Device) Keys(keys map[string]Codes) {
	d.t.Helper()
	for _, name := range slices.Sorted(maps.Keys(keys)) {
		d.Input(Key(name, true))
		d.Receive(name+" pressed", keys[name].Made...)
		d.Input(Key(name, false))
		d.Receive(name+" released", keys[name].Broken...)
	}
}

// keyboardOff checks that a disabled keyboard sends nothing, also later.
func (d Device) keyboardOff() {
	d.ready()
	d.Answers("disable", []byte{ps2.Disable}, ps2.Acknowledge)
	d.Input(Key("a", true), Key("a", false))
	d.Empty("of a disabled keyboard")
	d.Answers("enable", []byte{ps2.Enable}, ps2.Acknowledge)
}

// order checks that the bytes of several keys come in their order.
func (d Device) order() {
	d.ready()
	d.Answers("enable", []byte{ps2.Enable}, ps2.Acknowledge)
	d.Input(Key("shift", true), Key("b", true), Key("b", false), Key("shift", false))
	d.Receive("of four events", 0x12, 0x32, 0xf0, 0x32, 0xf0, 0x12)
}
