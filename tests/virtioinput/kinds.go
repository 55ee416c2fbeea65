package virtioinput

import (
	"slices"

	"github.com/qgraph/qgraph/libqos/backend/input"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioinput"
)

// kind is a device with what it says of itself and sends.
type kind struct {
	virtioinput.Kind
	name       string
	ids        virtioinput.IDs
	codes      map[virtioinput.EventType][]uint16 // the device has at least these
	others     map[virtioinput.EventType][]uint16 // it may have these
	properties []uint16
	axes       map[uint16]virtioinput.Range                   // all of its absolute axes
	feeds      []virtioinput.Event                            // for the status queue
	actions    []action                                       // of the user, one after the other
	nth        func(n int) (input.Event, []virtioinput.Event) // the n-th of similar actions
}

// tolerates reports whether the device may have a code of a type of events though the tests
// cause none. An earlier keyboard may have any code of a key up to [lastKey].
func (k kind) tolerates(t virtioinput.EventType, code uint16) bool {
	return slices.Contains(k.others[t], code) || k.feeds != nil && t == virtioinput.Key && code > 0 && code <= lastKey
}

// vendor is the ID of QEMU's devices.
const vendor = 0x0627

func idsOf(product, version uint16) virtioinput.IDs {
	return virtioinput.IDs{Bus: virtioinput.BusVirtual, Vendor: vendor, Product: product, Version: version}
}

// otherButtons are those that no test presses. Two of them stand for the wheel in evdev.
func otherButtons() map[virtioinput.EventType][]uint16 {
	return map[virtioinput.EventType][]uint16{virtioinput.Key: {buttonTouch, buttonGearDown, buttonGearUp}}
}

// action is what the user does at once, with the events that come of it.
type action struct {
	name string
	does []input.Event
	want []virtioinput.Event // without the report at the end
}

// Codes of keys and buttons, axes and lamps (Linux, include/uapi/linux/input-event-codes.h).
const (
	key1           = 2
	keyA           = 30
	keyLeftShift   = 42
	keyB           = 48
	buttonLeft     = 0x110
	buttonRight    = 0x111
	buttonMiddle   = 0x112
	buttonSide     = 0x113
	buttonExtra    = 0x114
	buttonTouch    = 0x14a
	buttonGearDown = 0x150
	buttonGearUp   = 0x151
	lastKey        = 0xe7 // KEY_SEND
	direct         = 1    // INPUT_PROP_DIRECT
	relX           = 0
	relY           = 1
	relWheel       = 8
	absX           = 0
	absY           = 1
	absSlot        = 0x2f // ABS_MT_SLOT
	absTouchX      = 0x35 // ABS_MT_POSITION_X
	absTouchY      = 0x36 // ABS_MT_POSITION_Y
	absFinger      = 0x39 // ABS_MT_TRACKING_ID
	ledNum         = 0
	ledCaps        = 1
	ledScroll      = 2
)

// full is the largest position of the user's axes.
const full = 0x7fff

// down and up are the values of a key.
const (
	up   = 0
	down = 1
)

func key(code uint16, value uint32) virtioinput.Event {
	return virtioinput.Event{Type: virtioinput.Key, Code: code, Value: value}
}

func relative(code uint16, value int32) virtioinput.Event {
	return virtioinput.Event{Type: virtioinput.Relative, Code: code, Value: uint32(value)}
}

func absolute(code uint16, value uint32) virtioinput.Event {
	return virtioinput.Event{Type: virtioinput.Absolute, Code: code, Value: value}
}

// kinds are QEMU's devices. Names and numbers are what QEMU 11.1 answers.
func kinds() []kind { return []kind{keyboard(), mouse(), tablet(), multitouch()} }

func keyboard() kind {
	return kind{
		Kind: virtioinput.Keyboard(), name: "QEMU Virtio Keyboard", ids: idsOf(1, 1),
		codes: map[virtioinput.EventType][]uint16{
			virtioinput.Key: allCodes(),
			virtioinput.LED: {ledNum, ledCaps, ledScroll},
		},
		feeds: []virtioinput.Event{
			{Type: virtioinput.LED, Code: ledCaps, Value: 1}, virtioinput.Report(), {Type: virtioinput.LED, Code: ledCaps},
		},
		actions: []action{
			{"press", []input.Event{input.Key("a", true)}, []virtioinput.Event{key(keyA, down)}},
			{"release", []input.Event{input.Key("a", false)}, []virtioinput.Event{key(keyA, up)}},
			{
				"two keys", []input.Event{input.Key("shift", true), input.Key("b", true)},
				[]virtioinput.Event{key(keyLeftShift, down), key(keyB, down)},
			},
			{
				"their release", []input.Event{input.Key("b", false), input.Key("shift", false)},
				[]virtioinput.Event{key(keyB, up), key(keyLeftShift, up)},
			},
		},
		nth: func(n int) (input.Event, []virtioinput.Event) { // the keys 1 to 5
			return input.Key(string(rune('1'+n)), true), []virtioinput.Event{key(uint16(key1+n), down)}
		},
	}
}

func mouse() kind {
	return kind{
		Kind: virtioinput.Mouse(), name: "QEMU Virtio Mouse", ids: idsOf(2, 2),
		codes: map[virtioinput.EventType][]uint16{
			virtioinput.Key:      {buttonLeft, buttonRight, buttonMiddle, buttonSide, buttonExtra},
			virtioinput.Relative: {relX, relY, relWheel},
		},
		others: otherButtons(),
		actions: []action{
			{
				"movement", []input.Event{input.Move("x", 5), input.Move("y", -3)},
				[]virtioinput.Event{relative(relX, 5), relative(relY, -3)},
			},
			{"far movement", []input.Event{input.Move("y", 100000)}, []virtioinput.Event{relative(relY, 100000)}},
			{
				"dragging", []input.Event{input.Button("left", true), input.Move("x", -1)},
				[]virtioinput.Event{key(buttonLeft, down), relative(relX, -1)},
			},
			{
				"buttons", []input.Event{input.Button("left", false), input.Button("right", true), input.Button("middle", true)},
				[]virtioinput.Event{key(buttonLeft, up), key(buttonRight, down), key(buttonMiddle, down)},
			},
			{
				"other buttons", []input.Event{input.Button("side", true), input.Button("extra", true), input.Button("side", false), input.Button("extra", false)},
				[]virtioinput.Event{key(buttonSide, down), key(buttonExtra, down), key(buttonSide, up), key(buttonExtra, up)},
			},
			{
				"release", []input.Event{input.Button("right", false), input.Button("middle", false)},
				[]virtioinput.Event{key(buttonRight, up), key(buttonMiddle, up)},
			},
			{"wheel up", []input.Event{input.Button("wheel-up", true)}, []virtioinput.Event{relative(relWheel, 1)}},
			{"wheel down", []input.Event{input.Button("wheel-down", true)}, []virtioinput.Event{relative(relWheel, -1)}},
		},
		nth: func(n int) (input.Event, []virtioinput.Event) {
			return input.Move("x", int64(n+1)), []virtioinput.Event{relative(relX, int32(n+1))}
		},
	}
}

func tablet() kind {
	axis := virtioinput.Range{Max: full}
	return kind{
		Kind: virtioinput.Tablet(), name: "QEMU Virtio Tablet", ids: idsOf(3, 2),
		codes: map[virtioinput.EventType][]uint16{
			virtioinput.Key:      {buttonLeft, buttonRight, buttonMiddle, buttonSide, buttonExtra},
			virtioinput.Relative: {relWheel},
			virtioinput.Absolute: {absX, absY},
		},
		others: otherButtons(),
		axes:   map[uint16]virtioinput.Range{absX: axis, absY: axis},
		actions: []action{
			{
				"position", []input.Event{input.Position("x", 0x1234), input.Position("y", full)},
				[]virtioinput.Event{absolute(absX, 0x1234), absolute(absY, full)},
			},
			{
				"button", []input.Event{input.Position("x", 0), input.Button("right", true)},
				[]virtioinput.Event{absolute(absX, 0), key(buttonRight, down)},
			},
			{
				"buttons", []input.Event{input.Button("right", false), input.Button("left", true), input.Button("middle", true), input.Button("side", true), input.Button("extra", true)},
				[]virtioinput.Event{key(buttonRight, up), key(buttonLeft, down), key(buttonMiddle, down), key(buttonSide, down), key(buttonExtra, down)},
			},
			{"release", []input.Event{input.Button("left", false), input.Button("extra", false)}, []virtioinput.Event{key(buttonLeft, up), key(buttonExtra, up)}},
			{"wheel up", []input.Event{input.Button("wheel-up", true)}, []virtioinput.Event{relative(relWheel, 1)}},
			{"wheel down", []input.Event{input.Button("wheel-down", true)}, []virtioinput.Event{relative(relWheel, -1)}},
		},
		nth: func(n int) (input.Event, []virtioinput.Event) {
			return input.Position("y", int64(n)), []virtioinput.Event{absolute(absY, uint32(n))}
		},
	}
}

func multitouch() kind {
	position := virtioinput.Range{Max: full}
	fingers := virtioinput.Range{Max: 10}
	touch := func(kind string, slot, id int64) input.Event {
		return input.Finger(input.Touch{Type: kind, Slot: slot, TrackingID: id, Axis: "x"})
	}
	at := func(slot, id int64, axis string, value int64) input.Event {
		return input.Finger(input.Touch{Type: "data", Slot: slot, TrackingID: id, Axis: axis, Value: value})
	}
	return kind{
		Kind: virtioinput.Multitouch(), name: "QEMU Virtio MultiTouch", ids: idsOf(3, 1),
		codes: map[virtioinput.EventType][]uint16{
			virtioinput.Key:      {buttonTouch},
			virtioinput.Absolute: {absSlot, absTouchX, absTouchY, absFinger},
		},
		others: map[virtioinput.EventType][]uint16{
			virtioinput.Key: {buttonLeft, buttonRight, buttonMiddle, buttonSide, buttonExtra, buttonGearDown, buttonGearUp},
		},
		properties: []uint16{direct},
		axes:       map[uint16]virtioinput.Range{absSlot: fingers, absTouchX: position, absTouchY: position, absFinger: fingers},
		actions: []action{
			{
				"finger", []input.Event{touch("begin", 0, 7), at(0, 7, "x", 0x100), at(0, 7, "y", 0x200)},
				[]virtioinput.Event{absolute(absSlot, 0), absolute(absFinger, 7), absolute(absTouchX, 0x100), absolute(absTouchY, 0x200)},
			},
			{
				"second finger", []input.Event{touch("begin", 1, 8), at(1, 8, "x", full), at(1, 8, "y", 0)},
				[]virtioinput.Event{absolute(absSlot, 1), absolute(absFinger, 8), absolute(absTouchX, full), absolute(absTouchY, 0)},
			},
			{"end of the first finger", []input.Event{touch("end", 0, -1)}, []virtioinput.Event{absolute(absSlot, 0), absolute(absFinger, 1<<32-1)}},
		},
		nth: func(n int) (input.Event, []virtioinput.Event) {
			return at(0, 7, "x", int64(n)), []virtioinput.Event{absolute(absTouchX, uint32(n))}
		},
	}
}
