package virtioinput

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/input"
)

// keyNames are the keys by QEMU's names (QEMU QMP Reference Manual, "QKeyCode") in the order
// of Linux's codes, from the code of the first one on (Linux,
// include/uapi/linux/input-event-codes.h).
var keyNames = map[uint16]string{
	1: "esc 1 2 3 4 5 6 7 8 9 0 minus equal backspace tab q w e r t y u i o p bracket_left bracket_right ret ctrl " +
		"a s d f g h j k l semicolon apostrophe grave_accent shift backslash z x c v b n m comma dot slash shift_r kp_multiply " +
		"alt spc caps_lock f1 f2 f3 f4 f5 f6 f7 f8 f9 f10 num_lock scroll_lock kp_7 kp_8 kp_9 kp_subtract kp_4 kp_5 kp_6 kp_add " +
		"kp_1 kp_2 kp_3 kp_0 kp_decimal",
	86:  "less f11 f12 ro",
	91:  "hiragana henkan katakanahiragana muhenkan",
	96:  "kp_enter ctrl_r kp_divide sysrq alt_r lf home up pgup left right end down pgdn insert delete",
	113: "audiomute volumedown volumeup power kp_equals",
	119: "pause",
	121: "kp_comma lang1 lang2 yen meta_l meta_r compose stop again props undo front copy open paste find cut help menu calculator",
	142: "sleep wake",
	155: "mail ac_bookmarks computer ac_back ac_forward",
	163: "audionext audioplay audioprev audiostop",
	172: "ac_home ac_refresh",
	183: "f13 f14 f15 f16 f17 f18 f19 f20 f21 f22 f23 f24",
	226: "mediaselect",
}

// allKeys returns the name of each key by its code.
func allKeys() map[uint16]string {
	names := map[uint16]string{}
	for first, row := range keyNames {
		for i, name := range strings.Fields(row) {
			names[first+uint16(i)] = name
		}
	}
	return names
}

// allCodes returns the codes of all keys, in their order.
func allCodes() []uint16 { return slices.Sorted(maps.Keys(allKeys())) }

// The keys F13 and F24.
const (
	keyF13 = 183
	keyF24 = 194
)

// functionKeys: the keyboard has keys beyond F12 (QEMU QMP Reference Manual, "QKeyCode").
var functionKeys = graph.ByVersion[bool]{
	Value:   true,
	Earlier: []graph.Earlier[bool]{{Until: "8.0", Why: "keyboards had no keys beyond F12"}},
}

// everyCode: the keyboard has each code of a key up to [lastKey], also of those that nothing presses.
var everyCode = graph.ByVersion[bool]{
	Value:   true,
	Earlier: []graph.Earlier[bool]{{Until: "11.1", Why: "keyboards had the codes of some of the keys that nothing presses"}},
}

// lacks reports whether an older QEMU's device does not have the code of a key.
func (r *rig) lacks(code uint16) bool {
	return code >= keyF13 && code <= keyF24 && !functionKeys.On(r.Env.Version())
}

// everyKey presses each key of the keyboard, some at a time, and releases it.
func everyKey(r *rig) {
	r.Must(r.Post(r.Context(), queueSize))
	names := allKeys()
	for some := range slices.Chunk(slices.DeleteFunc(allCodes(), r.lacks), queueSize-1) {
		for _, pressed := range []bool{true, false} {
			a := action{name: fmt.Sprintf("keys from %q on, pressed: %t", names[some[0]], pressed)}
			value := uint32(up)
			if pressed {
				value = down
			}
			for _, code := range some {
				a.does = append(a.does, input.Key(names[code], pressed))
				a.want = append(a.want, key(code, value))
			}
			r.act(a)
		}
	}
}
