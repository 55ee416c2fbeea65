package virtionet

import (
	"context"
	"time"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtionet"
)

// suppressed turns used buffer notifications off and on (virtio 1.3, section
// 2.7.7 "Used Buffer Notification Suppression"). The first one after a reset comes in any
// case: flags and used_event are then 0.
func suppressed(r *rig) {
	r.Must(r.nic.Post(r.Context(), 6, ethernet.MaxSize))
	r.arrive(0)
	r.interrupted(true)
	r.Must(r.nic.RX.SetInterrupts(r.Context(), false))
	r.arrive(1)
	r.interrupted(false)
	r.Must(r.nic.RX.SetInterrupts(r.Context(), true))
	r.arrive(2)
	r.interrupted(true)
	if !r.nic.Has(virtio.FeatureEventIdx) {
		return
	}
	r.Must(r.nic.RX.InterruptAfter(r.Context(), 2))
	r.arrive(3)
	r.interrupted(false)
	r.arrive(4)
	r.interrupted(true)
	r.Must(r.nic.RX.SetInterrupts(r.Context(), true))
	r.arrive(5)
	r.interrupted(true)
	r.Must(r.nic.Post(r.Context(), 1, ethernet.MaxSize)) // this also requests the next interrupt
	r.arrive(6)
	r.interrupted(true)
}

// arrive receives a frame, with or without an interrupt.
func (r *rig) arrive(seed byte) {
	r.Helper()
	frame := frameTo(virtionet.MAC(), 64, seed)
	r.send(frame)
	p, err := r.nic.Poll(r.Context())
	r.Must(err)
	r.compare("received", frame, p.Frame)
}

// interrupted checks that received frames cause an interrupt, or none.
func (r *rig) interrupted(want bool) {
	r.Helper()
	if !want {
		r.Must(r.nic.ExpectNoInterrupt(r.Context(), time.Millisecond))
		return
	}
	r.Must(r.nic.Machine().Wait(r.Context(), "an interrupt for a frame", func(ctx context.Context) (bool, error) {
		return r.nic.Transport().QueueInterrupt(ctx, virtionet.ReceiveQueue)
	}))
}

// turns sends more frames each way than the queues have descriptors, so that the
// rings wrap, with frames across their ends.
func turns(r *rig) {
	const batch = 100
	batches := 3 * int(r.nic.TX.Size()) / batch
	for i := range batches {
		r.batch(batch, byte(i))
	}
	for i := range batches {
		r.Must(r.nic.Post(r.Context(), batch, ethernet.MinSize))
		for range batch {
			r.send(frameTo(virtionet.MAC(), ethernet.MinSize, byte(i)))
		}
		for range batch {
			r.receive(frameTo(virtionet.MAC(), ethernet.MinSize, byte(i)))
		}
	}
}

// socketFrames is a number of short frames that the socket to the far end takes before
// somebody reads them.
const socketFrames = 256

// wrap transmits enough frames to wrap the 16-bit indices of the rings, as many at a
// time as the queue and the socket hold.
func wrap(r *rig) {
	batch := min(int(r.nic.TX.Size()), socketFrames)
	if !r.nic.Has(virtio.FeatureAnyLayout) && !r.nic.Has(virtio.FeatureVersion1) {
		batch /= 2 // a frame takes two descriptors
	}
	for sent := 0; sent <= 1<<16; sent += batch {
		r.batch(batch, byte(sent/batch))
	}
}

// batch transmits n frames at once and compares them at the other end.
func (r *rig) batch(n int, seed byte) {
	r.Helper()
	frame := frameFrom(virtionet.MAC(), ethernet.MinSize, seed)
	r.Must(r.nic.TransmitAll(r.Context(), n, frame))
	for range n {
		got, err := r.peer.Receive(r.Context())
		r.Must(err)
		r.compare("transmitted", frame, got)
	}
}
