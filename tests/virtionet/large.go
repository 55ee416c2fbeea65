package virtionet

import (
	"context"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtionet"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// hub is the number of the hub of the device's backend.
const hub = 0

// largeFrame transmits a frame of size bytes, which may be longer than QEMU's
// network layer accepts, or than guest memory: first without a receiver, then
// with another port on the hub. The device must survive.
func largeFrame(t *run.T, hw *virtio.Hardware, size uint32) {
	t.Step("nobody on the hub", func() {
		each(t, hw, nil, virtio.Features{}, func(r *rig) {
			addr := r.submitLarge(size)
			r.Must(r.nic.Machine().Pass(r.Context(), time.Millisecond))
			r.Must(r.nic.Close(r.Context())) // with the frame still queued in QEMU
			r.Must(r.nic.Machine().Alloc.Free(addr))
		})
	})
	addPort(t)
	t.Step("another port on the hub", func() {
		each(t, hw, nil, virtio.Features{}, func(r *rig) {
			addr := r.submitLarge(size)
			r.outcome(size)
			r.Must(r.nic.Machine().Alloc.Free(addr))
		})
	})
	// A reset must restore the device, whatever its state.
	t.Step("ordinary frame", func() {
		each(t, hw, nil, virtio.Features{}, func(r *rig) {
			r.Must(r.nic.Transmit(r.Context(), frameFrom(virtionet.MAC(), 64, 0)))
		})
	})
}

// submitLarge submits a frame of size bytes to the device and returns the address
// of its memory. Guest memory holds as much of it as QEMU's network layer
// accepts.
func (r *rig) submitLarge(size uint32) uint64 {
	r.Helper()
	header := uint32(r.nic.HeaderSize())
	addr, err := r.nic.Machine().AllocZeroed(r.Context(), uint64(header+ethernet.MaxFrame), 16)
	r.Must(err)
	_, err = r.nic.TX.Submit(r.Context(), virtio.Readable(addr, header), virtio.Readable(addr+uint64(header), size))
	r.Must(err)
	return addr
}

// addPort adds a port to the hub, with nothing behind it.
func addPort(t *run.T) {
	t.Helper()
	type arguments struct {
		Type string `json:"type"`
		ID   string `json:"id"`
		Hub  int    `json:"hubid"`
	}
	_, err := qmp.Execute[qmp.Empty](t.Context(), t.QEMU().QMP(), "netdev_add", arguments{"hubport", "port", hub})
	t.Must(err)
}

// outcome waits until the device has used the frame, as it must if QEMU's network
// layer accepts it, or given up. A modern device reports that in its status, with
// an interrupt (section 2.1.2 "Device Requirements: Device Status Field"); a
// legacy one just stops.
func (r *rig) outcome(size uint32) {
	r.Helper()
	if size <= ethernet.MaxFrame {
		_, err := r.nic.TX.Wait(r.Context())
		r.Must(err)
		return
	}
	if r.nic.Transport().Legacy() {
		r.Must(r.nic.Machine().Pass(r.Context(), time.Millisecond))
		return
	}
	var broken bool
	r.Must(r.nic.Machine().Wait(r.Context(), "the device to use a frame or to give up", func(ctx context.Context) (bool, error) {
		status, err := r.nic.Status(ctx)
		if err != nil {
			return false, err
		}
		broken = status&virtio.StatusNeedsReset != 0
		_, used, err := r.nic.TX.Take(ctx)
		return used || broken, err
	}))
	if broken {
		r.Must(r.nic.WaitConfigChange(r.Context()))
	}
}
