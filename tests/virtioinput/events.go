package virtioinput

import (
	"errors"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/input"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioinput"
)

// rig is a started device.
type rig struct {
	*run.T
	*virtioinput.Input
	kind kind
}

// queueSize is the number of descriptors of each queue.
const queueSize = 16

// with runs check with the device opened by one of its transports.
func with(t *run.T, hw *virtio.Hardware, transport virtio.Transport, k kind, check func(*rig)) {
	t.Helper()
	d, err := virtioinput.Open(t.Context(), hw, transport, queueSize)
	t.Must(err)
	check(&rig{t, d, k})
	t.Must(d.Close(t.Context()))
}

// events asks the device what it is, and has the user do something.
func events(t *run.T, hw *virtio.Hardware, k kind) {
	transports := hw.TransportsT(t)
	for _, transport := range transports {
		t.Step(transport.String(), func() {
			with(t, hw, transport, k, func(r *rig) {
				r.Must(r.Post(r.Context(), queueSize))
				r.act(k.actions[0])
			})
		})
	}
	for _, s := range []struct {
		name  string
		check func(*rig)
	}{
		{"name", name},
		{"terminator of the name", terminator},
		{"serial number", serialNumber},
		{"IDs", ids},
		{"codes", codes},
		{"properties", properties},
		{"axes", axes},
		{"nothing selected", nothing},
		{"actions", actions},
		{"sequences", sequences},
		{"status", status},
		{"other status", strangers},
	} {
		t.Step(s.name, func() { with(t, hw, transports[len(transports)-1], k, s.check) })
	}
	if k.feeds != nil {
		t.Step("keys", func() { with(t, hw, transports[len(transports)-1], k, everyKey) })
		t.Step("lamp", func() { with(t, hw, transports[len(transports)-1], k, lamp) })
	}
}

// text compares a string of the configuration space.
func (r *rig) text(s virtioinput.Selector, what, want string) {
	r.Helper()
	got, err := r.Select(r.Context(), s, 0)
	r.Must(err)
	if string(got) != want {
		r.Errorf("%v: %s = %q, want %q", r.Device, what, got, want)
	}
}

// name compares the name, and leaves a NUL at its end to [terminator].
func name(r *rig) {
	got, err := r.Select(r.Context(), virtioinput.Name, 0)
	r.Must(err)
	if name := strings.TrimSuffix(string(got), "\x00"); name != r.kind.name {
		r.Errorf("%v: name = %q, want %q", r.Device, name, r.kind.name)
	}
}

func terminator(r *rig) { r.text(virtioinput.Name, "name", r.kind.name) }

func serialNumber(r *rig) { r.text(virtioinput.Serial, "serial number", serial) }

// ids compares the IDs.
func ids(r *rig) {
	p, err := r.Select(r.Context(), virtioinput.DeviceIDs, 0)
	r.Must(err)
	got, err := virtioinput.ParseIDs(p)
	r.Must(err)
	if got != r.kind.ids {
		r.Errorf("%v: IDs = %+v, want %+v", r.Device, got, r.kind.ids)
	}
}

// codes compares the codes of each type of event. The device has those that it sends, and
// may have others that its driver in QEMU knows.
func codes(r *rig) {
	for kind := range virtioinput.EventType(0x100) {
		p, err := r.Select(r.Context(), virtioinput.EventCodes, uint8(kind))
		r.Must(err)
		got, want := virtioinput.Codes(p), r.codes(kind)
		for _, code := range want {
			if !slices.Contains(got, code) && !r.lacks(code) {
				r.Errorf("%v: events of type %#x have codes %v, want %d among them", r.Device, uint16(kind), got, code)
			}
		}
		for _, code := range got {
			if !slices.Contains(want, code) && !r.kind.tolerates(kind, code) {
				r.Errorf("%v: events of type %#x have code %d, want none but %v", r.Device, uint16(kind), code, want)
			}
		}
	}
}

// codes returns the codes of a type of events that the device has at least.
func (r *rig) codes(kind virtioinput.EventType) []uint16 {
	if kind != virtioinput.Key || r.kind.feeds == nil || !everyCode.On(r.Env.Version()) {
		return r.kind.codes[kind]
	}
	var all []uint16
	for code := uint16(1); code <= lastKey; code++ {
		all = append(all, code)
	}
	return all
}

// properties compares the properties.
func properties(r *rig) {
	p, err := r.Select(r.Context(), virtioinput.Properties, 0)
	r.Must(err)
	if got := virtioinput.Codes(p); !slices.Equal(got, r.kind.properties) {
		r.Errorf("%v: properties = %v, want %v", r.Device, got, r.kind.properties)
	}
}

// axes compares the ranges of the absolute axes.
func axes(r *rig) {
	got := map[uint16]virtioinput.Range{}
	for code := range uint16(0x40) {
		p, err := r.Select(r.Context(), virtioinput.Axis, uint8(code))
		r.Must(err)
		if len(p) == 0 {
			continue
		}
		got[code], err = virtioinput.ParseRange(p)
		r.Must(err)
	}
	want := r.kind.axes
	if want == nil {
		want = map[uint16]virtioinput.Range{}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		r.Errorf("%v: axes mismatch (-want +got):\n%s", r.Device, diff)
	}
}

// nothing selects what no device has: the size is zero (section 5.8.5.2 "Device
// Requirements: Device Initialization").
func nothing(r *rig) {
	for _, s := range []struct {
		selector virtioinput.Selector
		sub      uint8
	}{
		{virtioinput.Unset, 0},
		{virtioinput.Name, 1},
		{virtioinput.Serial, 0xff},
		{virtioinput.DeviceIDs, 1},
		{4, 0},
		{0x0f, 0},
		{virtioinput.EventCodes, 0x1f},
		{virtioinput.EventCodes, 0xff},
		{virtioinput.Axis, 0xff},
		{0x13, 0},
		{0xff, 0xff},
	} {
		got, err := r.Select(r.Context(), s.selector, s.sub)
		r.Must(err)
		if len(got) > 0 {
			r.Errorf("%v: select %#x, %#x: size = %d, want 0", r.Device, uint8(s.selector), s.sub, len(got))
		}
	}
}

// actions has the user do one thing after the other.
func actions(r *rig) {
	r.Must(r.Post(r.Context(), queueSize))
	for _, a := range r.kind.actions {
		r.act(a)
	}
}

// act has the user do something, and compares the events. It gives the device as many
// buffers as it used.
func (r *rig) act(a action) {
	r.Helper()
	r.Must(input.Send(r.Context(), r.Machine().Monitor, a.does...))
	want := append(slices.Clone(a.want), virtioinput.Report())
	var got []virtioinput.Event
	for range want {
		e, err := r.Receive(r.Context())
		if err != nil {
			r.Fatalf("%v: %s: events %v, then %v, want %v", r.Device, a.name, got, err, want)
		}
		got = append(got, e)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		r.Errorf("%v: %s: events mismatch (-want +got):\n%s", r.Device, a.name, diff)
	}
	if e, found, err := r.Take(r.Context()); err != nil || found {
		r.Errorf("%v: %s: another event %v, %v, want none", r.Device, a.name, e, err)
	}
	r.Must(r.Post(r.Context(), len(want)))
}

// sequences has the user do more than the device has buffers for. It may drop events, but
// only all of those that belong together (section 5.8.6.2 "Device Requirements: Device
// Operation").
func sequences(r *rig) {
	ctx := r.Context()
	r.Must(r.Post(ctx, 3))
	var want [][]virtioinput.Event
	for n := range 4 {
		does, events := r.kind.nth(n)
		r.Must(input.Send(ctx, r.Machine().Monitor, does))
		want = append(want, append(events, virtioinput.Report()))
	}
	for _, e := range want[0] {
		got, err := r.Receive(ctx)
		r.Must(err)
		if got != e {
			r.Fatalf("%v: first sequence: event %v, want %v", r.Device, got, e)
		}
	}
	if got, found, err := r.Take(ctx); err != nil || found {
		r.Fatalf("%v: event %v, %v, with a buffer for half of a sequence, want none", r.Device, got, err)
	}
	r.Must(r.Post(ctx, 8))
	does, last := r.kind.nth(4)
	r.Must(input.Send(ctx, r.Machine().Monitor, does))
	want = append(want[1:], append(last, virtioinput.Report()))
	for {
		i := r.sequence(want)
		if i == len(want)-1 {
			return
		}
		want = want[i+1:]
	}
}

// sequence receives events up to a report, which must be one of the sequences, and returns
// which one.
func (r *rig) sequence(of [][]virtioinput.Event) int {
	r.Helper()
	var got []virtioinput.Event
	for len(got) == 0 || got[len(got)-1] != virtioinput.Report() {
		e, err := r.Receive(r.Context())
		if err != nil {
			r.Fatalf("%v: events %v, then %v, want one of the sequences %v", r.Device, got, err, of)
		}
		got = append(got, e)
	}
	for i, s := range of {
		if slices.Equal(s, got) {
			return i
		}
	}
	r.Fatalf("%v: sequence %v, want one of %v", r.Device, got, of)
	return 0
}

// status sends events to the device. It reads the buffers and writes nothing (section
// 2.7.8.2 "Device Requirements: The Virtqueue Used Ring").
func status(r *rig) {
	for _, e := range append(slices.Clone(r.kind.feeds), virtioinput.Report()) {
		r.Must(r.Feed(r.Context(), e))
	}
}

// strangers sends events of types and with codes that the device does not have.
func strangers(r *rig) {
	for _, t := range []virtioinput.EventType{virtioinput.Key, virtioinput.Relative, virtioinput.Absolute, virtioinput.Repeat, 0x1f, 0xffff} {
		r.feed(virtioinput.Event{Type: t, Code: 0xffff, Value: 1<<32 - 1})
	}
	r.works()
}

// noLamps lights a lamp of a device that has none.
func noLamps(t *run.T, hw *virtio.Hardware, k kind) {
	transports := hw.TransportsT(t)
	with(t, hw, transports[len(transports)-1], k, lamp)
}

// lamp lights lamps.
func lamp(r *rig) {
	r.feed(virtioinput.Event{Type: virtioinput.LED, Code: ledCaps, Value: 1})
	r.feed(virtioinput.Event{Type: virtioinput.LED, Code: 0xffff, Value: 1})
	r.works()
}

// feed sends an event to the device. It leaves a wrong number of written bytes to the step
// of [status].
func (r *rig) feed(e virtioinput.Event) {
	r.Helper()
	if err := r.Feed(r.Context(), e); !errors.Is(err, virtio.ErrDevice) {
		r.Must(err)
	}
}

// works checks that the device goes on to send events.
func (r *rig) works() {
	r.Helper()
	r.Must(r.Post(r.Context(), queueSize))
	r.act(r.kind.actions[0])
}
