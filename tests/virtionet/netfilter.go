package virtionet

import (
	"encoding/binary"
	"maps"
	"slices"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/chardev"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtionet"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// The character devices of the filters.
var (
	firstLine  = graph.NewHandle("first-line")
	secondLine = graph.NewHandle("second-line")
	thirdLine  = graph.NewHandle("third-line")
)

// lines gives the filters their character devices.
func lines() []graph.TestOption {
	return []graph.TestOption{
		graph.Define(firstLine, chardev.Socket()), graph.Define(secondLine, chardev.Socket()), graph.Define(thirdLine, chardev.Socket()),
		graph.On("x86_64/pc"),
		graph.Allows(graph.Complaint{Kind: graph.ErrorMessage, Text: "filter mirror send failed", Why: "The other end of the filter's line has gone."}),
	}
}

// The queues of a backend that a filter can be on (QEMU 11.1, qemu(1), "-object filter-buffer"): frames of the device are on
// rx, those of the test are on tx.
const (
	fromDevice = "rx"
	toDevice   = "tx"
	bothQueues = "all"
)

// netFilters has filters between the device and the test mirror, redirect, delay and record frames (QEMU 11.1, qemu(1),
// "-object filter-mirror" and the other filters; QEMU QMP Reference Manual, "NetfilterProperties"). Steps with the name of one
// of QEMU's own cases have it with blanks.
func netFilters(t *run.T, hw *virtio.Hardware) {
	withFilters(t, hw, func(f *filtered) {
		r, first, second, third := f.rig, f.line(firstLine), f.line(secondLine), f.line(thirdLine)
		r.Step("mirror", func() { f.mirrors(first) })
		r.Step("switched off and on", func() { f.switched(first) })
		r.Step("redirector", func() { f.redirects(first, second) })
		r.Step("redirector tx", func() { f.redirectsThrough(toDevice, first, second, third) })
		r.Step("redirector rx", func() { f.redirectsThrough(fromDevice, first, second, third) })
		r.Step("order", func() { f.orders(first, second, third) })
		r.Step("dump", func() { f.dumps() })
		r.Step("filters that leave frames as they are", func() { f.unchanged() })
		r.Step("addremove one", func() { f.addRemove("f0") })
		r.Step("addremove multi", func() { f.addRemove("f0", "f1") })
		r.Step("remove netdev one", func() { f.removeBackend("f0") })
		r.Step("remove netdev multi", func() { f.removeBackend("f0", "f1") })
		r.Step("refusals", func() { f.refuses(first) })
		r.Step("line in use", func() { f.keepsLine() })
		r.Step("line that has gone", func() { f.outlives() })
		r.Step("refused dumps", func() { f.refusesDumps() })
	})
}

// bufferFilter has a filter delay frames.
func bufferFilter(t *run.T, hw *virtio.Hardware) {
	withFilters(t, hw, func(f *filtered) { f.delays(f.line(firstLine)) })
}

// withFilters runs check with the device opened, and without filters yet.
func withFilters(t *run.T, hw *virtio.Hardware, check func(*filtered)) {
	t.Helper()
	peer, err := ethernet.Attach(t.Env)
	t.Must(err)
	backend, err := t.Env.Backend(ethernet.Netdev)
	t.Must(err)
	with(t, hw, hw.Transports[0], peer, virtio.Features{}, func(r *rig) { check(&filtered{rig: r, netdev: backend.ID}) })
}

// filtered is a device with filters between it and the test.
type filtered struct {
	*rig
	netdev string
	seed   byte // of the last frame
}

// line is a character device of a filter, with the test at its other end.
type line struct {
	*chardev.Peer
	id string
}

func (f *filtered) line(h graph.Handle) line {
	f.Helper()
	backend, err := f.Env.Backend(h)
	f.Must(err)
	peer, err := chardev.Attach(f.Env, h)
	f.Must(err)
	return line{peer, backend.ID}
}

// try runs a command and returns QEMU's refusal.
func (f *filtered) try(command string, args qmp.Args) error {
	f.Helper()
	_, err := qmp.Execute[qmp.Empty](f.Context(), f.QEMU().QMP(), command, args)
	return err
}

// add adds a filter to the device's backend.
func (f *filtered) add(id, kind string, args qmp.Args) {
	f.Helper()
	f.Must(f.try("object-add", f.filter(id, kind, args)))
}

// filter returns the arguments of object-add.
func (f *filtered) filter(id, kind string, args qmp.Args) qmp.Args {
	all := qmp.Args{"id": id, "qom-type": kind, "netdev": f.netdev}
	maps.Copy(all, args)
	return all
}

// remove removes filters.
func (f *filtered) remove(ids ...string) {
	f.Helper()
	for _, id := range ids {
		f.Must(f.try("object-del", qmp.Args{"id": id}))
	}
}

// turn turns a filter on or off.
func (f *filtered) turn(id, status string) {
	f.Helper()
	f.Must(qom.At(f.QEMU().QMP(), "/objects/"+id).SetText(f.Context(), "status", status))
}

// outgoing has the device send a new frame, and returns it. The filters decide about its way.
func (f *filtered) outgoing() []byte {
	f.Helper()
	f.seed++
	frame := frameFrom(virtionet.MAC(), ethernet.MinSize+int(f.seed), f.seed)
	f.Must(f.nic.Transmit(f.Context(), frame))
	return frame
}

// incoming sends the device a new frame, and returns it. The device has a buffer for it unless a filter takes it away.
func (f *filtered) incoming() []byte {
	f.Helper()
	frame := f.fresh()
	f.send(frame)
	return frame
}

// fresh returns a new frame to the device.
func (f *filtered) fresh() []byte {
	f.seed++
	return frameTo(virtionet.MAC(), ethernet.MinSize+int(f.seed), f.seed)
}

// room gives the device buffers for frames.
func (f *filtered) room(frames int) {
	f.Helper()
	f.Must(f.nic.Post(f.Context(), frames, ethernet.MaxSize))
}

// arrives expects that this frame is the next one at the test's end of the link.
func (f *filtered) arrives(want []byte) {
	f.Helper()
	got, err := f.peer.Receive(f.Context())
	f.Must(err)
	f.compare("passed on", want, got)
}

// packed returns frames as they are on a line: each behind its length and, with vnet_hdr_support, behind the length of a header
// of virtio-net, which a backend without such headers does not add (QEMU, commit message of "net/filter-mirror.c: Make filter
// mirror support vnet support.").
func packed(header bool, frames ...[]byte) []byte {
	var b []byte
	for _, frame := range frames {
		b = binary.BigEndian.AppendUint32(b, uint32(len(frame)))
		if header {
			b = binary.BigEndian.AppendUint32(b, 0)
		}
		b = append(b, frame...)
	}
	return b
}

// carries expects that these frames are the next ones on a line.
func (f *filtered) carries(l line, header bool, frames ...[]byte) {
	f.Helper()
	want := packed(header, frames...)
	got, err := l.Receive(f.Context(), len(want))
	f.Must(err)
	f.compare("carried by "+l.id, want, got)
}

// mirrors has a mirror copy the frames of each queue. A frame that it must not copy comes first.
func (f *filtered) mirrors(l line) {
	for _, m := range []struct {
		queue    string
		header   bool
		toDevice bool // the frame that it must not copy
	}{{fromDevice, false, true}, {toDevice, false, false}, {fromDevice, true, true}, {toDevice, true, false}} {
		f.add("m", "filter-mirror", qmp.Args{"queue": m.queue, "outdev": l.id, "vnet_hdr_support": m.header})
		var copied []byte
		for _, to := range []bool{m.toDevice, !m.toDevice} {
			copied = f.passes(to)
		}
		f.carries(l, m.header, copied)
		f.remove("m")
		f.passes(!m.toDevice)
	}
	f.add("m", "filter-mirror", qmp.Args{"outdev": l.id})
	f.carries(l, false, f.passes(true), f.passes(false), f.passes(true))
	f.remove("m")
}

// passes has a frame go the whole way, to the device or from it.
func (f *filtered) passes(to bool) []byte {
	f.Helper()
	if !to {
		frame := f.outgoing()
		f.arrives(frame)
		return frame
	}
	f.room(1)
	frame := f.incoming()
	f.receive(frame)
	return frame
}

// switched turns a mirror on and off. It copies no frame while it is off.
func (f *filtered) switched(l line) {
	f.add("m", "filter-mirror", qmp.Args{"outdev": l.id, "status": "off"})
	for range 2 {
		f.passes(false)
		f.passes(true)
		f.turn("m", "on")
		f.carries(l, false, f.passes(false), f.passes(true))
		f.turn("m", "off")
	}
	f.remove("m")
}

// redirects has a redirector with both lines take frames away, and put others in their place.
func (f *filtered) redirects(out, in line) {
	for _, header := range []bool{false, true} {
		f.add("r", "filter-redirector", qmp.Args{"queue": toDevice, "outdev": out.id, "indev": in.id, "vnet_hdr_support": header})
		f.room(3)
		f.carries(out, header, f.incoming(), f.incoming())
		put := [][]byte{f.fresh(), f.fresh(), f.fresh()}
		stream := packed(header, put...)
		for part := range slices.Chunk(stream, len(stream)/5) { // which are not the borders of frames
			f.Must(in.Send(f.Context(), part))
		}
		for _, frame := range put {
			f.receive(frame)
		}
		f.passes(false)
		f.remove("r")
		f.passes(true)
	}
	f.add("r", "filter-redirector", qmp.Args{"indev": in.id})
	f.room(1)
	frame := f.fresh()
	f.Must(in.Send(f.Context(), packed(false, frame)))
	f.receive(frame)
	f.arrives(frame)
	f.remove("r")
}

// redirectsThrough takes frames out of one queue, and puts frames into it that another redirector takes out again.
func (f *filtered) redirectsThrough(queue string, out, in, last line) {
	f.add("r0", "filter-redirector", qmp.Args{"queue": queue, "outdev": out.id})
	position := qmp.Args{"queue": queue, "indev": in.id, "position": "tail"}
	if queue == fromDevice {
		position["position"] = "head"
	}
	f.add("r1", "filter-redirector", position)
	f.add("r2", "filter-redirector", qmp.Args{"queue": queue, "outdev": last.id, "position": position["position"]})
	next := f.outgoing
	if queue == toDevice {
		next = f.incoming
	}
	f.carries(out, false, next())
	frame := f.fresh()
	f.Must(in.Send(f.Context(), packed(false, frame)))
	f.carries(last, false, frame)
	f.passes(queue == fromDevice)
	f.remove("r0")
	f.carries(last, false, next())
	f.remove("r1", "r2")
	f.passes(queue == toDevice)
}

// delays has a buffer keep frames to the end of an interval of the virtual clock.
func (f *filtered) delays(in line) {
	const interval = 10 * time.Minute // more than the waits for the device can take
	const unit = time.Microsecond     // of the option
	clock := f.QEMU()
	start, err := clock.ClockStep(f.Context(), unit)
	f.Must(err)
	f.add("b", "filter-buffer", qmp.Args{"queue": fromDevice, "interval": interval / unit})
	// A frame that is put in behind the buffer shows that nothing has left it before.
	f.add("r", "filter-redirector", qmp.Args{"queue": fromDevice, "indev": in.id, "position": "head"})
	overtakes := func() {
		f.Helper()
		frame := f.fresh()
		f.Must(in.Send(f.Context(), packed(false, frame)))
		f.arrives(frame)
	}
	until := func(at time.Duration) {
		f.Helper()
		_, err := clock.ClockSet(f.Context(), at)
		f.Must(err)
	}
	f.Step("intervals", func() {
		end := start
		for range 2 {
			kept := [][]byte{f.outgoing(), f.outgoing(), f.outgoing()}
			f.passes(true)
			end += interval
			overtakes()
			until(end - 2*unit)
			overtakes()
			until(end)
			for _, frame := range kept {
				f.arrives(frame)
			}
		}
	})
	for _, end := range []struct {
		name string
		by   func()
	}{{"switched off", func() { f.turn("b", "off") }}, {"removed", func() { f.remove("b") }}} {
		f.Step(end.name, func() {
			f.turn("b", "on")
			kept := f.outgoing()
			overtakes()
			end.by()
			f.arrives(kept)
			f.passes(false)
		})
	}
	f.remove("r")
}
