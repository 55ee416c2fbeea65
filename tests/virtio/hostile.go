package virtio

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// outcome is what a device makes of a driver that breaks a rule.
type outcome string

// The outcomes. Of two others, crashed and hung, the runner of the path tells: QEMU is gone,
// or gives no answer.
const (
	accepted       outcome = "accepted"        // it has used the buffers
	rejected       outcome = "rejected"        // it has done nothing, which is right
	needsReset     outcome = "needs reset"     // it says so
	wedged         outcome = "wedged"          // it does nothing any more, and does not say so
	wroteElsewhere outcome = "wrote elsewhere" // where it must not
	wrongLength    outcome = "wrong length"    // it says that it has written more than there is room for
)

// attack is a started queue with memory around it that the device must leave alone.
type attack struct {
	*rig
	raw   virtio.Raw
	arena uint64          // address of arenaSize bytes, of which the part at scratch may be written
	marks []byte          // content of the arena
	parts []virtio.Buffer // parts of the queue that the device must leave alone
	owned [][]byte        // their content
	quiet bool            // the violation makes nothing available
}

// The arena: a guard, memory for the requests, a guard.
const (
	guard     = 1024
	scratch   = 2048
	arenaSize = guard + scratch + guard
	pattern   = 0xc3
)

// violation is a rule for drivers, broken.
type violation struct {
	name string
	rule string // the section of virtio 1.3 that forbids it
	do   func(*attack)
	only format // the formats for which it makes sense
	on   virtio.Features
}

// fits reports whether the violation makes sense by a transport.
func (v violation) fits(t virtio.Transport) bool {
	return v.only == both || virtio.IsPacked(t) == (v.only == packedOnly)
}

// format limits a violation.
type format uint8

const (
	both       format = iota
	splitOnly         // split rings
	packedOnly        // packed rings
)

// hostile breaks each rule for drivers by a step of its own: QEMU must go on, and burn no
// time of the processor, the device must write nowhere else, and work after a reset (section
// 2.1.2 "Device Requirements: Device Status Field").
func hostile(t *run.T, hw *virtio.Hardware) {
	for _, transport := range formats(t, hw) {
		t.Step(ringName(transport), func() {
			for _, group := range violations() {
				t.Step(group.name, func() {
					for _, v := range group.violations {
						if v.fits(transport) {
							t.Step(v.name, func() { breakRule(t, hw, transport, v) })
						}
					}
				})
			}
		})
	}
}

// ringName is the name of a format, the same for each transport.
func ringName(t virtio.Transport) string {
	if virtio.IsPacked(t) {
		return "packed ring"
	}
	return "split ring"
}

// breakRule breaks a rule and says what becomes of it.
func breakRule(t *run.T, hw *virtio.Hardware, transport virtio.Transport, v violation) {
	t.Helper()
	before := processorTime(t)
	got := commit(t, hw, transport, v)
	t.Logf("%s (%s): %s", v.name, v.rule, got)
	notBusy(t, v.name, before)
	if got == wedged && !transport.Legacy() {
		t.Errorf("%s: the device does nothing any more, and does not ask for a reset", v.name)
	}
	// A reset is enough.
	with(t, hw, transport, func(r *rig) { r.finish(r.queue.Add) })
}

// notBusy checks that QEMU's main loop answers, and has not been busy.
func notBusy(t *run.T, name string, before time.Duration) {
	t.Helper()
	_, err := qmp.Execute[qmp.Empty](t.Context(), t.QEMU().QMP(), "query-status", qmp.NoArgs{})
	t.Must(err)
	const most = 2 * time.Second
	if busy := processorTime(t) - before; busy > most {
		t.Errorf("%s: QEMU was busy for %v, want at most %v", name, busy, most)
	}
}

// commit opens the device, breaks the rule, and resets the device.
func commit(t *run.T, hw *virtio.Hardware, transport virtio.Transport, v violation) outcome {
	t.Helper()
	a := begin(t, hw, transport, v)
	got := a.judge()
	t.Must(a.dev.Close(t.Context()))
	a.free()
	return got
}

// begin opens the device and breaks the rule.
func begin(t *run.T, hw *virtio.Hardware, transport virtio.Transport, v violation) *attack {
	t.Helper()
	var features []virtio.Feature
	for _, f := range []virtio.Feature{virtio.FeatureIndirectDesc, virtio.FeatureEventIdx} {
		if v.on.Has(f) {
			features = append(features, f)
		}
	}
	a := &attack{rig: open(t, hw, transport, features...)}
	var err error
	a.queue, err = a.dev.Queue(t.Context(), a.sample.Queue)
	t.Must(err)
	a.raw = a.queue.Raw()
	m := a.dev.Machine()
	a.arena, err = m.Alloc.Alloc(arenaSize, 64)
	t.Must(err)
	t.Must(m.Memset(t.Context(), a.arena, arenaSize, pattern))
	t.Must(m.WriteMemory(t.Context(), a.in(0), append(bytes.Clone(a.sample.Out), 0)))
	t.Must(a.dev.Start(t.Context()))

	v.do(a)
	a.remember()
	t.Must(transport.Notify(t.Context(), a.queue.Index()))
	return a
}

// free gives the memory of a device that is gone, or was reset, back.
func (a *attack) free() {
	a.Helper()
	m := a.dev.Machine()
	a.Must(m.Alloc.Free(a.arena))
	a.Must(m.Alloc.Free(a.addr))
}

// in returns an address for what the device reads, and out one for what it writes.
func (a *attack) in(at int) uint64  { return a.arena + guard + uint64(at) }
func (a *attack) out(at int) uint64 { return a.arena + guard + scratch/2 + uint64(at) }

// remember reads the memory that the device must leave alone.
func (a *attack) remember() {
	a.Helper()
	m := a.dev.Machine()
	a.marks = make([]byte, arenaSize)
	a.Must(m.ReadMemory(a.Context(), a.arena, a.marks))
	a.parts = a.raw.Owned()
	for _, b := range a.parts {
		p := make([]byte, b.Size)
		a.Must(m.ReadMemory(a.Context(), b.Addr, p))
		a.owned = append(a.owned, p)
	}
}

// judge says what the device has made of the violation.
func (a *attack) judge() outcome {
	a.Helper()
	if a.elsewhere() {
		return wroteElsewhere
	}
	var status virtio.Status
	used := false
	settled := func(ctx context.Context) (done bool, err error) {
		if status, err = a.dev.Status(ctx); err != nil {
			return false, err
		}
		used, err = a.raw.Used(ctx)
		return used || status&virtio.StatusNeedsReset != 0 || a.quiet || a.dev.Transport().Legacy(), err
	}
	a.Must(a.settle(settled))
	if a.elsewhere() {
		return wroteElsewhere
	}
	switch {
	case status&virtio.StatusNeedsReset != 0:
		return needsReset
	case used:
		if a.quiet {
			a.Errorf("the device has used what is not available")
		}
		return accepted
	case a.quiet:
		return rejected
	}
	return wedged
}

// settle calls settled until it returns true, or the device has had time enough to work: QEMU's main loop
// needs a few turns, and a thread needs time.
func (r *rig) settle(settled func(context.Context) (bool, error)) error {
	m := r.dev.Machine()
	if r.sample.Thread {
		_, err := m.WaitUpTo(r.Context(), 20*time.Second, "the device's answer", settled)
		return err
	}
	const looks = 20
	for range looks {
		if done, err := settled(r.Context()); done || err != nil {
			return err
		}
		if err := m.Pass(r.Context(), time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}

// elsewhere reports a write to memory that the device must leave alone.
func (a *attack) elsewhere() bool {
	a.Helper()
	m := a.dev.Machine()
	now := make([]byte, arenaSize)
	a.Must(m.ReadMemory(a.Context(), a.arena, now))
	const end = guard + scratch/2 // what follows, up to the second guard, may be written
	found := !bytes.Equal(now[:end], a.marks[:end]) || !bytes.Equal(now[guard+scratch:], a.marks[guard+scratch:])
	for i, b := range a.parts {
		p := make([]byte, b.Size)
		a.Must(m.ReadMemory(a.Context(), b.Addr, p))
		found = found || !bytes.Equal(p, a.owned[i])
	}
	if found {
		a.Errorf("the device has written to memory that it must not write")
	}
	return found
}

// processorTime is the time for which QEMU has been busy (Linux, proc_pid_stat(5): utime and
// stime, the 14th and 15th field, in units of 10 ms).
func processorTime(t *run.T) time.Duration {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", t.QEMU().PID()))
	t.Must(err)
	_, fields, _ := strings.Cut(string(text), ") ") // the second field is the name, in parentheses
	const utime, stime = 14 - 3, 15 - 3
	values := strings.Fields(fields)
	if len(values) <= stime {
		t.Fatalf("/proc/PID/stat of QEMU = %q", text)
	}
	var sum time.Duration
	for _, field := range []int{utime, stime} {
		ticks, err := strconv.Atoi(values[field])
		t.Must(err)
		sum += time.Duration(ticks) * 10 * time.Millisecond
	}
	return sum
}

// offer makes the chains available whose first descriptors are at these places: of a packed
// ring, the descriptors as they are.
func (a *attack) offer(ds []virtio.Descriptor, heads ...uint16) {
	a.Helper()
	if a.raw.IsPacked() {
		for i := range ds {
			ds[i].Flags |= virtio.DescriptorAvail
		}
	}
	a.Must(a.raw.Put(a.Context(), ds...))
	if !a.raw.IsPacked() {
		a.Must(a.raw.Offer(a.Context(), uint16(len(heads)), heads...))
	}
}

// good is the sample request as a chain.
func (a *attack) good() []virtio.Descriptor { return a.chained(a.pieces()) }

// pieces are the descriptors of the sample request, not linked.
func (a *attack) pieces() (ds []virtio.Descriptor) {
	if n := uint32(len(a.sample.Out)); n > 0 {
		ds = append(ds, virtio.Descriptor{Addr: a.in(0), Size: n})
	}
	if a.sample.In > 0 {
		ds = append(ds, virtio.Descriptor{Addr: a.out(0), Size: a.sample.In, Flags: virtio.DescriptorWrite})
	}
	return ds
}

// chained links descriptors that lie one behind the other.
func (a *attack) chained(ds []virtio.Descriptor) []virtio.Descriptor {
	for i := range ds {
		if i+1 < len(ds) {
			ds[i].Flags |= virtio.DescriptorNext
			ds[i].Link = uint16(i + 1)
		}
		if a.raw.IsPacked() {
			ds[i].Link = 0
		}
	}
	return ds
}
