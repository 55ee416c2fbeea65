package virtioblk

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioblk"
	"github.com/qgraph/qgraph/tests/suite/throttlesuite"
)

// counted is a disk whose requests are counted.
type counted struct{ *virtioblk.Disk }

// openCounted opens a device, without its interrupts, by its latest transport.
func openCounted(t *run.T, hw *virtio.Hardware) counted {
	t.Helper()
	transports := hw.TransportsT(t)
	disk, err := virtioblk.Open(t.Context(), hw, transports[len(transports)-1], virtio.Features{})
	t.Must(err)
	t.Must(disk.Requests.SetInterrupts(t.Context(), false))
	return counted{disk}
}

// Start implements [throttlesuite.Drive].
func (c counted) Start(ctx context.Context, write bool, n, size int) error {
	request := virtioblk.Read(0, size/virtioblk.SectorSize)
	if write {
		request = virtioblk.Write(0, make([]byte, size))
	}
	for range n {
		if _, err := c.Add(ctx, request); err != nil {
			return err
		}
	}
	return c.Requests.Kick(ctx)
}

// Ended implements [throttlesuite.Drive].
func (c counted) Ended(ctx context.Context) (n int, err error) {
	for {
		used, found, err := c.Requests.Take(ctx)
		if err != nil || !found {
			return n, err
		}
		response, err := c.Collect(ctx, used)
		if err != nil {
			return n, err
		}
		if response.Status != virtioblk.OK {
			return n, fmt.Errorf("virtioblk: status of a request = %v, want %v", response.Status, virtioblk.OK)
		}
		n++
	}
}

// throttling limits the drive of a device.
func throttling(t *run.T, hw *virtio.Hardware) {
	disk := openCounted(t, hw)
	throttlesuite.Limits(t, block.Drive, disk, hw.Machine.Clock())
	t.Must(disk.Close(t.Context()))
}

// throttleGroup plugs in another disk, and has both share limits.
func throttleGroup(t *run.T, first *virtiopci.Function) {
	backend, err := t.Env.Backend(second)
	t.Must(err)
	bus, clock := first.Device().Bus(), first.Virtio().Machine.Clock()
	device, err := bus.Plug(t.Context(), hotplug.Device{
		Driver: virtioblk.PCIDriver.Name(), ID: "plugged", Props: []hotplug.Prop{hotplug.String("drive", backend.ID)},
	})
	t.Must(err)
	plugged, err := virtiopci.New(t.Context(), device, virtioblk.PCIModel())
	t.Must(err)
	one, other := openCounted(t, first.Virtio()), openCounted(t, plugged.Virtio())
	throttlesuite.Group(t, throttlesuite.Member{Key: block.Drive, Drive: one}, throttlesuite.Member{Key: second, Drive: other}, clock)
	t.Must(other.Close(t.Context()))
	t.Must(one.Close(t.Context()))
	t.Must(bus.Unplug(t.Context(), device))
}
