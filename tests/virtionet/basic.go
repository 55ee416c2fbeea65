package virtionet

import (
	"bytes"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtionet"
)

// basic sends and receives frames by each transport and with each feature that
// affects them.
func basic(t *run.T, hw *virtio.Hardware) {
	peer, err := ethernet.Attach(t.Env)
	t.Must(err)
	for _, features := range []virtio.Features{
		{},
		virtio.FeaturesOf(virtio.FeatureAnyLayout),
		virtio.FeaturesOf(virtio.FeatureEventIdx),
		virtio.FeaturesOf(virtio.FeatureIndirectDesc),
		virtio.FeaturesOf(virtionet.FeatureMrgRxBuf),
		virtio.FeaturesOf(virtionet.FeatureMrgRxBuf, virtio.FeatureAnyLayout, virtio.FeatureEventIdx, virtio.FeatureIndirectDesc),
	} {
		t.Step("frames, "+features.Format(hw.Model.Names), func() { each(t, hw, peer, features, frames) })
	}
	mergeable := virtio.FeaturesOf(virtionet.FeatureMrgRxBuf)
	t.Step("mergeable buffers", func() { each(t, hw, peer, mergeable, merged) })
	t.Step("header without mergeable buffers", func() { plainHeader(t, hw, peer) })
	t.Step("no receive buffers", func() { each(t, hw, peer, virtio.Features{}, starved) })
	t.Step("address", func() { each(t, hw, peer, virtio.FeaturesOf(virtionet.FeatureMAC), address) })
	t.Step("link", func() { each(t, hw, peer, virtio.FeaturesOf(virtionet.FeatureStatus), link) })
	t.Step("frames after the link was down", func() { splitLost(t, hw, peer) })
	t.Step("frames after the link was down, packed rings", func() { packedLost(t, hw, peer) })
	t.Step("too few mergeable buffers", func() { each(t, hw, peer, mergeable, tooFew) })
	t.Step("receive buffers of several descriptors", func() { each(t, hw, peer, virtio.Features{}, scattered) })
	t.Step("no interrupts", func() { each(t, hw, peer, virtio.Features{}, suppressed) })
	t.Step("no interrupts with EVENT_IDX", func() { each(t, hw, peer, virtio.FeaturesOf(virtio.FeatureEventIdx), suppressed) })
	t.Step("buffers by turns", func() { each(t, hw, peer, virtio.Features{}, turns) })
	t.Step("buffers by turns with EVENT_IDX", func() { each(t, hw, peer, virtio.FeaturesOf(virtio.FeatureEventIdx), turns) })
	t.Step("wrap around", func() {
		with(t, hw, hw.Transports[0], peer, virtio.FeaturesOf(virtio.FeatureEventIdx, virtio.FeatureAnyLayout), wrap)
	})
}

func control(features ...virtio.Feature) virtio.Features {
	return virtio.FeaturesOf(virtionet.FeatureCtrlVQ).With(features...)
}

// frames sends frames of several sizes both ways, those to the device into buffers that they fill.
func frames(r *rig) {
	sizes := []int{ethernet.HeaderSize, ethernet.MinSize, 61, 590, ethernet.MaxSize}
	for i, size := range sizes {
		r.transmit(frameFrom(virtionet.MAC(), size, byte(i)))
	}
	r.Must(r.nic.PostEach(r.Context(), sizes...))
	for i, size := range sizes {
		frame := frameTo(virtionet.MAC(), size, byte(0x80+i))
		r.send(frame)
		p := r.receive(frame)
		r.header(p, 1)
	}
}

// plainHeader receives a frame without MRG_RXBUF and checks num_buffers, which is then 1
// (section 5.1.6.4.1 "Device Requirements: Processing of Incoming Packets").
func plainHeader(t *run.T, hw *virtio.Hardware, peer *ethernet.Peer) {
	transport := hw.ModernT(t)
	with(t, hw, transport, peer, virtio.Features{}, func(r *rig) {
		r.Must(r.nic.Post(r.Context(), 1, ethernet.MaxSize))
		frame := frameTo(virtionet.MAC(), 64, 1)
		r.send(frame)
		if got := r.receive(frame).Header.Buffers; got != 1 {
			r.Errorf("%s: num_buffers = %#x, want 1", r.what, got)
		}
	})
}

// header checks the header of a plain packet, except num_buffers without MRG_RXBUF
// ([plainHeader]).
func (r *rig) header(p virtionet.Packet, buffers int) {
	r.Helper()
	want := virtionet.Header{Buffers: p.Header.Buffers}
	if r.nic.Has(virtionet.FeatureMrgRxBuf) {
		want.Buffers = uint16(buffers)
	}
	if p.Header != want || p.Buffers != buffers {
		r.Errorf("%s: frame of %d bytes: got %d buffers and header %+v, want %d and %+v",
			r.what, len(p.Frame), p.Buffers, p.Header, buffers, want)
	}
}

// merged receives frames that need more than one buffer (section 5.1.6.3.2
// "Device Requirements: Setting Up Receive Buffers").
func merged(r *rig) {
	r.need(virtionet.FeatureMrgRxBuf)
	const room = 244 // for a frame, in addition to the header in the first buffer
	header := r.nic.HeaderSize()
	for i, tc := range []struct{ size, buffers int }{
		{room, 1},
		{room + 1, 2},
		{room + (room + header), 2},
		{room + (room + header) + 1, 3},
		{ethernet.MaxSize, 6},
	} {
		r.Must(r.nic.Post(r.Context(), tc.buffers, room))
		frame := frameTo(virtionet.MAC(), tc.size, byte(i))
		r.send(frame)
		r.header(r.receive(frame), tc.buffers)
	}
}

// starved sends to a device without buffers. The frames wait, and arrive in order
// once it has some.
func starved(r *rig) {
	var want [][]byte
	for i := range 5 {
		frame := frameTo(virtionet.MAC(), 100+i, byte(i))
		r.send(frame)
		want = append(want, frame)
	}
	r.transmit(frameFrom(virtionet.MAC(), 99, 0)) // nothing is stuck
	r.Must(r.nic.Post(r.Context(), len(want), ethernet.MaxSize))
	for _, frame := range want {
		r.receive(frame)
	}
}

// tooFew sends a frame that needs one more buffer than the device has. It must use none of
// them until it has enough (section 5.1.6.4.1 "Device Requirements: Processing of Incoming
// Packets").
func tooFew(r *rig) {
	r.need(virtionet.FeatureMrgRxBuf)
	const room = 100
	for missing := range 2 {
		size := 3*room + 2*r.nic.HeaderSize() - missing // three buffers
		r.Must(r.nic.Post(r.Context(), 2, room))
		frame := frameTo(virtionet.MAC(), size, byte(missing))
		r.send(frame)
		r.transmit(frameFrom(virtionet.MAC(), 64, 0)) // the device has seen the frame
		if n, err := r.nic.RX.CountUsed(r.Context()); err != nil || n != 0 {
			r.Errorf("%s: %d buffers used for a part of a frame (%v), want none", r.what, n, err)
		}
		r.Must(r.nic.Post(r.Context(), 1, room))
		r.header(r.receive(frame), 3)
	}
}

// scattered receives frames into buffers of several descriptors, with memory between them
// that must stay as it is. The frame ends before, at and after the borders.
func scattered(r *rig) {
	const apart = 24
	sizes := []int{r.nic.HeaderSize(), 64, 1, 200, ethernet.MaxSize}
	total := 0
	for _, size := range sizes {
		total += size + apart
	}
	addr, err := r.nic.Machine().Alloc.Alloc(uint64(total), 1)
	r.Must(err)
	defer func() { r.Must(r.nic.Machine().Alloc.Free(addr)) }()
	for _, size := range []int{63, 64, 65, 66, 264, 265, 266, 1000} {
		r.scatter(addr, total, apart, sizes, frameTo(virtionet.MAC(), size, byte(size)))
	}
}

// scatter receives a frame into descriptors of those sizes, in memory of total bytes.
func (r *rig) scatter(addr uint64, total, apart int, sizes []int, frame []byte) {
	r.Helper()
	const before = 0x5a
	memory := bytes.Repeat([]byte{before}, total)
	r.Must(r.nic.Machine().WriteMemory(r.Context(), addr, memory))
	var buffers []virtio.Buffer
	rest, at := append(make([]byte, r.nic.HeaderSize()), frame...), 0
	for _, size := range sizes {
		buffers = append(buffers, virtio.Writable(addr+uint64(at), uint32(size)))
		n := copy(memory[at:at+size], rest)
		rest, at = rest[n:], at+size+apart
	}
	_, err := r.nic.RX.Submit(r.Context(), buffers...)
	r.Must(err)
	r.send(frame)
	used, err := r.nic.RX.Wait(r.Context())
	r.Must(err)
	if want := r.nic.HeaderSize() + len(frame); used.Size != uint32(want) {
		r.Errorf("%s: %d bytes used for a frame of %d bytes, want %d", r.what, used.Size, len(frame), want)
	}
	got := make([]byte, total)
	r.Must(r.nic.Machine().ReadMemory(r.Context(), addr, got))
	// num_buffers, at the end of the header, is a subject of its own.
	copy(got[10:r.nic.HeaderSize()], memory[10:])
	r.compare("scattered", memory, got)
}

// address compares the address in configuration space with that on the command
// line.
func address(r *rig) {
	r.need(virtionet.FeatureMAC)
	got, err := r.nic.MAC(r.Context())
	r.Must(err)
	if want := virtionet.MAC(); got != want {
		r.Errorf("%s: mac = %v, want %v", r.what, got, want)
	}
}
