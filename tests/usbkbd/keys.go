package usbkbd

import (
	"maps"
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/protocol/usbhid"
)

// usages are keys with their usage IDs (HID Usage Tables 1.12, table 12).
func usages() map[string]byte {
	return map[string]byte{
		"a": 0x04, "z": 0x1d, "1": 0x1e, "0": 0x27, "ret": 0x28, "esc": 0x29, "backspace": 0x2a, "tab": 0x2b, "spc": 0x2c,
		"minus": 0x2d, "caps_lock": 0x39, "f1": 0x3a, "f12": 0x45, "insert": 0x49, "home": 0x4a,
		"delete": 0x4c, "right": 0x4f, "left": 0x50, "down": 0x51, "up": 0x52, "num_lock": 0x53, "kp_enter": 0x58, "kp_1": 0x59,
	}
}

// modifiers are the keys that have a bit in the first byte of a report (HID, section 8.3
// "Report Format for Array Items").
func modifiers() []string {
	return []string{"ctrl", "shift", "alt", "meta_l", "ctrl_r", "shift_r", "alt_r", "meta_r"}
}

// keys checks the reports of the boot protocol.
func keys(t *run.T, k *keyboard) {
	t.Must(k.SetProtocol(t.Context(), usbhid.BootProtocol))
	t.Must(k.SetIdle(t.Context(), 0))
	t.Step("one key", func() { oneKey(t, k) })
	t.Step("one modifier", func() { oneModifier(t, k) })
	t.Step("all modifiers", func() { allModifiers(t, k) })
	t.Step("several keys", func() { severalKeys(t, k) })
	t.Step("too many keys", func() { tooManyKeys(t, k) })
	t.Step("pause", func() { k.once(t, "pause", 0x48) })
}

// oneKey presses and releases each key alone.
func oneKey(t *run.T, k *keyboard) {
	for _, code := range slices.Sorted(maps.Keys(usages())) {
		t.Step(code, func() { k.once(t, code, usages()[code]) })
	}
	k.silent(t, patience, "with no key down")
}

// once presses and releases a key with that usage ID.
func (k *keyboard) once(t *run.T, code string, usage byte) {
	t.Helper()
	k.goes(t, code, true, usbhid.Pressed(0, usage))
	k.goes(t, code, false, usbhid.Pressed(0))
}

// oneModifier presses and releases each modifier key alone.
func oneModifier(t *run.T, k *keyboard) {
	for i, code := range modifiers() {
		t.Step(code, func() {
			k.goes(t, code, true, usbhid.Pressed(1<<i))
			k.goes(t, code, false, usbhid.Pressed(0))
		})
	}
}

// allModifiers presses modifier keys until all are down, each with another key.
func allModifiers(t *run.T, k *keyboard) {
	var down byte
	for i, code := range modifiers() {
		down |= 1 << i
		k.goes(t, code, true, usbhid.Pressed(down))
		k.goes(t, "a", true, usbhid.Pressed(down, usages()["a"]))
		k.goes(t, "a", false, usbhid.Pressed(down))
	}
	for i, code := range modifiers() {
		down &^= 1 << i
		k.goes(t, code, false, usbhid.Pressed(down))
	}
}

// six are keys that fit in one report, with their usage IDs.
func six() ([]string, []byte) {
	return []string{"a", "b", "c", "d", "e", "f"}, []byte{4, 5, 6, 7, 8, 9}
}

// severalKeys presses six keys and releases them again, and one before the host
// polls.
func severalKeys(t *run.T, k *keyboard) {
	k.pressSix(t)
	k.releaseSix(t)
	k.press(t, "z", true)
	k.press(t, "z", false)
	k.reports(t, "z", usbhid.Pressed(0, usages()["z"]))
	k.reports(t, "z", usbhid.Pressed(0))
}

// pressSix presses six keys, from the first to the last.
func (k *keyboard) pressSix(t *run.T) {
	t.Helper()
	codes, ids := six()
	for i, code := range codes {
		k.goes(t, code, true, usbhid.Pressed(0, ids[:i+1]...))
	}
}

// releaseSix releases six keys, from the last to the first.
func (k *keyboard) releaseSix(t *run.T) {
	t.Helper()
	codes, ids := six()
	for i, code := range slices.Backward(codes) {
		k.goes(t, code, false, usbhid.Pressed(0, ids[:i]...))
	}
}

// tooManyKeys presses a seventh key, which does not fit in a report (HID, appendix C
// "Keyboard Implementation").
func tooManyKeys(t *run.T, k *keyboard) {
	const shift = 1 << 1
	_, ids := six()
	k.pressSix(t)
	k.goes(t, "z", true, usbhid.RollOver(0))
	k.goes(t, "shift", true, usbhid.RollOver(shift))
	k.goes(t, "shift", false, usbhid.RollOver(0))
	k.goes(t, "z", false, usbhid.Pressed(0, ids...))
	k.releaseSix(t)
}
