package virtiortc

import (
	"bytes"
	"encoding/binary"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiortc"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "virtio-rtc-tests/clocks", virtiortc.Interface, clocks, graph.Known(deviations()...))
}

// rig is a started device.
type rig struct {
	*run.T
	*virtio.Device
	requests *virtio.Queue
}

// clocks reads the clocks, and sends requests that the device must refuse.
func clocks(t *run.T, hw *virtio.Hardware) {
	transports := hw.TransportsT(t)
	for _, transport := range transports {
		t.Step(transport.String(), func() { with(t, hw, transport, func(r *rig) { r.read(0) }) })
	}
	for _, s := range []struct {
		name  string
		check func(*rig)
	}{
		{"capabilities", capabilities},
		{"time of day", timeOfDay},
		{"order", order},
		{"order of each clock", monotonic},
		{"counters", counters},
		{"clocks that are not there", absent},
		{"unknown requests", unknown},
		{"short requests", short},
		{"short responses", cramped},
		{"status of short responses", refusing},
		{"long buffers", long},
	} {
		t.Step(s.name, func() { with(t, hw, transports[len(transports)-1], s.check) })
	}
	t.Step("answers after a reset", func() { steady(t, hw, transports[len(transports)-1]) })
}

// with runs check with the device opened by one of its transports.
func with(t *run.T, hw *virtio.Hardware, transport virtio.Transport, check func(*rig)) {
	t.Helper()
	dev, queues, err := hw.StartSmall(t.Context(), transport, virtio.Features{}, 16, virtiortc.RequestQueue)
	t.Must(err)
	check(&rig{t, dev, queues[0]})
	unchanged(t, transport)
	t.Must(dev.Close(t.Context()))
}

// unchanged checks that the device has reported no change of its configuration, of which it
// has none.
func unchanged(t *run.T, transport virtio.Transport) {
	t.Helper()
	changed, err := transport.ConfigInterrupt(t.Context())
	t.Must(err)
	if changed {
		t.Errorf("%v reports a change of configuration space", transport)
	}
}

// does hands the device a request, compares the status and returns the fields of the
// response.
func (r *rig) does(what string, request []byte, room int, want virtiortc.Status) []byte {
	r.Helper()
	got, fields, written, err := virtiortc.Do(r.Context(), r.requests, request, room)
	r.Must(err)
	if got != want {
		r.Errorf("%v: %s: status = %v, want %v", r.Device, what, got, want)
	}
	size := uint32(virtiortc.HeaderSize + min(room, virtiortc.FieldsSize))
	if written != size && (got == virtiortc.OK || written != virtiortc.HeaderSize) {
		r.Errorf("%v: %s: the device reports %d bytes as written, want %d", r.Device, what, written, size)
	}
	return fields
}

// count returns the number of clocks.
func (r *rig) count() uint16 {
	r.Helper()
	p := r.does("configuration", virtiortc.Request(virtiortc.Configuration, 0, 0), virtiortc.FieldsSize, virtiortc.OK)
	if !bytes.Equal(p[2:], make([]byte, 6)) {
		r.Errorf("%v: configuration = %x, want zeros behind the number of clocks", r.Device, p)
	}
	n := binary.LittleEndian.Uint16(p)
	if n == 0 || n > 16 {
		r.Fatalf("%v: %d clocks, want one to a few", r.Device, n)
	}
	return n
}

// kind returns the type of a clock.
func (r *rig) kind(clock uint16) virtiortc.ClockType {
	r.Helper()
	p := r.does("capabilities", virtiortc.Request(virtiortc.ClockCapabilities, clock, 0), virtiortc.FieldsSize, virtiortc.OK)
	kind, smearing, flags := virtiortc.ClockType(p[0]), p[1], p[2]
	if kind > virtiortc.UTCPerhapsSmeared {
		r.Errorf("%v: clock %d has type %d, want one of the specification", r.Device, clock, kind)
	}
	if kind != virtiortc.UTCSmeared && smearing != 0 {
		r.Errorf("%v: clock %d of type %d: leap_second_smearing = %d, want 0", r.Device, clock, kind, smearing)
	}
	if flags != 0 {
		r.Errorf("%v: clock %d: flags = %#x, want 0 without alarms", r.Device, clock, flags)
	}
	if !bytes.Equal(p[3:], make([]byte, 5)) {
		r.Errorf("%v: clock %d: capabilities = %x, want zeros behind the flags", r.Device, clock, p)
	}
	return kind
}

// Leap seconds may be smeared over a day, and TAI is 37 seconds ahead of UTC since 2017.
const (
	smear = 2 * time.Second
	ahead = 37 * time.Second
)

// read returns the reading of a clock, in nanoseconds.
func (r *rig) read(clock uint16) uint64 {
	r.Helper()
	begin := time.Now()
	p := r.does("reading", virtiortc.Request(virtiortc.Read, clock, 0), virtiortc.FieldsSize, virtiortc.OK)
	reading := binary.LittleEndian.Uint64(p)
	r.since(begin, reading)
	return reading
}

// since checks that a reading is not from before begin, and not from the future, if it is not
// one of a monotonic clock.
func (r *rig) since(begin time.Time, reading uint64) {
	r.Helper()
	at, end := time.Unix(0, int64(reading)), time.Now()
	const longAgo = 365 * 24 * time.Hour // more than the host is up
	if reading < uint64(longAgo) {
		return
	}
	if at.Before(begin.Add(-smear)) || at.After(end.Add(ahead)) {
		r.Errorf("%v: the reading %v is not between %v and %v", r.Device, at, begin, end)
	}
}

// capabilities asks for each clock, twice: the answer does not change.
func capabilities(r *rig) {
	for clock := range r.count() {
		if first, second := r.kind(clock), r.kind(clock); first != second {
			r.Errorf("%v: clock %d has type %d, and then type %d", r.Device, clock, first, second)
		}
	}
}

// timeOfDay compares the clocks of UTC with the host's. Both are read in turn, so the
// clock's time lies between two of the host.
func timeOfDay(r *rig) {
	found := false
	for clock := range r.count() {
		kind := r.kind(clock)
		before := time.Now().Truncate(time.Microsecond) // a clock need not show more
		at := time.Unix(0, int64(r.read(clock)))
		after := time.Now()
		if kind == virtiortc.Monotonic {
			continue
		}
		found = true
		if kind == virtiortc.TAI {
			at = at.Add(-ahead)
		}
		slack := smear
		if kind == virtiortc.UTC {
			slack = 0
		}
		if at.Before(before.Add(-slack)) || at.After(after.Add(slack)) {
			r.Errorf("%v: clock %d of type %d shows %v, want %v to %v", r.Device, clock, kind, at, before, after)
		}
	}
	if !found {
		r.Errorf("%v: no clock shows the time of day", r.Device)
	}
}

// order has several requests at a time: the clock does not go back, and the requests are
// answered in their order (section "Read Requests").
func order(r *rig) {
	const n, size = 4, virtiortc.HeaderSize + virtiortc.FieldsSize
	last, begin := r.read(0), time.Now()
	request := virtiortc.Request(virtiortc.Read, 0, 0)
	addr, err := r.Machine().AllocZeroed(r.Context(), (n+1)*size, 8)
	r.Must(err)
	var heads []uint16
	r.Must(r.Machine().WriteMemory(r.Context(), addr, request))
	for i := range uint64(n) {
		head, err := r.requests.Add(virtio.Readable(addr, uint32(len(request))), virtio.Writable(addr+(i+1)*size, size))
		r.Must(err)
		heads = append(heads, head)
	}
	r.Must(r.requests.Kick(r.Context()))
	for i, head := range heads {
		used, err := r.requests.Wait(r.Context())
		r.Must(err)
		if used.Head != head || used.Size != size {
			r.Errorf("%v: request %d: used chain %d with %d bytes, want chain %d with %d", r.Device, i, used.Head, used.Size, head, size)
		}
		p := make([]byte, size)
		r.Must(r.Machine().ReadMemory(r.Context(), addr+uint64(i+1)*size, p))
		reading := binary.LittleEndian.Uint64(p[virtiortc.HeaderSize:])
		if p[0] != byte(virtiortc.OK) || reading < last {
			r.Errorf("%v: request %d: status %d, reading %d after %d", r.Device, i, p[0], reading, last)
		}
		r.since(begin, reading)
		last = reading
	}
	r.Must(r.Machine().Alloc.Free(addr))
}

// monotonic reads each clock several times: none goes back (virtio 1.4, section 5.23.6.5.2
// "Device Requirements: Read Requests").
func monotonic(r *rig) {
	for clock := range r.count() {
		last := uint64(0)
		for range 4 {
			now := r.read(clock)
			if now < last {
				r.Errorf("%v: clock %d goes back from %d to %d", r.Device, clock, last, now)
			}
			last = now
		}
	}
}

// steady compares the answers to questions about the clocks before and after a reset.
func steady(t *run.T, hw *virtio.Hardware, transport virtio.Transport) {
	var before, after [][]byte
	for _, answers := range []*[][]byte{&before, &after} {
		with(t, hw, transport, func(r *rig) {
			ask := func(what string, q []byte) {
				*answers = append(*answers, r.does(what, q, virtiortc.FieldsSize, virtiortc.OK))
			}
			n := r.count()
			ask("configuration", virtiortc.Request(virtiortc.Configuration, 0, 0))
			for clock := range n {
				ask("capabilities", virtiortc.Request(virtiortc.ClockCapabilities, clock, 0))
				ask("counter", virtiortc.Request(virtiortc.CounterCapabilities, clock, 0))
			}
		})
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("%s: answers before and after a reset (-before +after):\n%s", hw.Name, diff)
	}
}

// counters asks for hardware counters: a clock that does not offer one cannot be read with
// it, and the other way round (section "Control Requests").
func counters(r *rig) {
	for clock := range r.count() {
		for counter := range uint8(2) {
			p := r.does("counter", virtiortc.Request(virtiortc.CounterCapabilities, clock, counter), virtiortc.FieldsSize, virtiortc.OK)
			status, _, _, err := virtiortc.Do(r.Context(), r.requests, virtiortc.Request(virtiortc.ReadCross, clock, counter), virtiortc.CrossSize)
			r.Must(err)
			if offered := p[0]&1 != 0; offered != (status == virtiortc.OK) {
				r.Errorf("%v: clock %d offers counter %d: %t, but a reading with it has the status %v", r.Device, clock, counter, offered, status)
			}
			if p[0]>>1 != 0 || !bytes.Equal(p[1:], make([]byte, 7)) {
				r.Errorf("%v: clock %d: counter %d: %x, want a flag and zeros", r.Device, clock, counter, p)
			}
		}
	}
}

// absent uses clocks that the device does not have.
func absent(r *rig) {
	n := r.count()
	for _, clock := range []uint16{n, n + 1, 1<<16 - 1} {
		r.does("reading of an absent clock", virtiortc.Request(virtiortc.Read, clock, 0), virtiortc.FieldsSize, virtiortc.NoClock)
		r.does("capabilities of an absent clock", virtiortc.Request(virtiortc.ClockCapabilities, clock, 0), virtiortc.FieldsSize, virtiortc.NoClock)
		r.does("counter of an absent clock", virtiortc.Request(virtiortc.CounterCapabilities, clock, 0), virtiortc.FieldsSize, virtiortc.NoClock)
	}
	r.read(0)
}

// unknown sends requests of unknown types.
func unknown(r *rig) {
	for _, m := range []virtiortc.Message{0, 0x0fff, 0x1fff, 1<<16 - 1} {
		r.does("unknown request", virtiortc.Request(m, 0, 0), virtiortc.FieldsSize, virtiortc.NotSupported)
	}
	r.does("unknown counter", virtiortc.Request(virtiortc.ReadCross, 0, 0x7f), virtiortc.CrossSize, virtiortc.NotSupported)
	r.read(0)
}

// short sends requests that end too early.
func short(r *rig) {
	request := virtiortc.Request(virtiortc.Read, 0, 0)
	for _, n := range []int{virtiortc.HeaderSize, virtiortc.HeaderSize + 1, len(request) - 1} {
		r.does("short request", request[:n], virtiortc.FieldsSize, virtiortc.Invalid)
	}
	r.read(0)
}

// rooms are too small for the fields of a response, in bytes.
func rooms() []int { return []int{0, 1, virtiortc.FieldsSize - 1} }

// cramped has room for a part of the response. The device reports no more than that as
// written, and goes on.
func cramped(r *rig) {
	for _, room := range rooms() {
		status, _, written, err := virtiortc.Do(r.Context(), r.requests, virtiortc.Request(virtiortc.Read, 0, 0), room)
		r.Must(err)
		size := uint32(virtiortc.HeaderSize + room)
		if written != size && (status == virtiortc.OK || written != virtiortc.HeaderSize) {
			r.Errorf("%v: response of %d bytes with status %v: the device reports %d bytes as written", r.Device, size, status, written)
		}
	}
	r.read(0)
}

// refusing compares the status of responses that do not fit.
func refusing(r *rig) {
	for _, room := range rooms() {
		r.does("short response", virtiortc.Request(virtiortc.Read, 0, 0), room, virtiortc.Invalid)
	}
}

// long has more room than is needed, which the device leaves alone.
func long(r *rig) {
	const more = 24
	request := append(virtiortc.Request(virtiortc.Read, 0, 0), make([]byte, more)...)
	begin := time.Now()
	p := r.does("long buffers", request, virtiortc.FieldsSize+more, virtiortc.OK)
	r.since(begin, binary.LittleEndian.Uint64(p))
}
