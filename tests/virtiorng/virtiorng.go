package virtiorng

import (
	"bytes"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiorng"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "virtio-rng-pci-tests/hotplug", virtiorng.PCIDriver, hotPlug, graph.Requires(pci.Hotplug))
	limited := graph.DeviceProps(graph.Prop{Name: "max-bytes", Value: graph.Int(quota)}, graph.Prop{Name: "period", Value: graph.Int(period)})
	graph.Test(g, "virtio-rng-tests/limit", virtiorng.Interface, limit, limited, graph.Requires(graph.SteppedClock))
	graph.Pair(g, "virtio-rng-tests/migrate", virtiorng.Interface, migrate, limited)
}

// hotPlug plugs in another device, uses both and unplugs it, twice.
func hotPlug(t *run.T, first *virtiopci.Function) {
	bus := first.Device().Bus()
	for i := range 2 {
		t.Step(fmt.Sprintf("plugged in, time %d", i+1), func() {
			device, err := bus.Plug(t.Context(), hotplug.Device{Driver: virtiorng.PCIDriver.Name(), ID: "plugged"})
			t.Must(err)
			plugged, err := virtiopci.New(t.Context(), device, virtiorng.PCIModel())
			t.Must(err)
			t.Step("new device", func() { entropy(t, plugged.Virtio()) })
			t.Step("first device", func() { entropy(t, first.Virtio()) })
			t.Must(bus.Unplug(t.Context(), device))
			present, err := device.Present(t.Context())
			t.Must(err)
			if present {
				t.Fatalf("%v still answers after it was unplugged", device)
			}
		})
	}
	t.Step("afterwards", func() { entropy(t, first.Virtio()) })
}

// entropy requests random bytes by each transport. It finds a device that writes
// nothing, the same bytes again, or more than it reports (section 5.4.6 "Device
// Operation").
func entropy(t *run.T, hw *virtio.Hardware) {
	t.Helper()
	for _, transport := range hw.TransportsT(t) {
		t.Step(transport.String(), func() {
			dev, queues, err := hw.Start(t.Context(), transport, virtio.Features{}, 0)
			t.Must(err)
			const room = 64
			addr, err := dev.Machine().Alloc.Alloc(room, 8)
			t.Must(err)
			var last []byte
			for _, asked := range []uint32{16, 32, 33, 16} {
				const untouched = 0x5a
				t.Must(dev.Machine().Memset(t.Context(), addr, room, untouched))
				head, err := queues[0].Add(virtio.Writable(addr, asked))
				t.Must(err)
				used, err := queues[0].Finish(t.Context(), head)
				t.Must(err)
				p := make([]byte, room)
				t.Must(dev.Machine().ReadMemory(t.Context(), addr, p))
				if used.Size == 0 {
					t.Errorf("%v: got 0 bytes, want 1 to %d", dev, asked)
				}
				if rest := p[used.Size:]; !bytes.Equal(rest, bytes.Repeat([]byte{untouched}, len(rest))) {
					t.Errorf("%v: got %d of %d bytes, but the memory behind them changed", dev, used.Size, asked)
				}
				// 16 bytes are equal by chance once in 2^128 times.
				if got := p[:used.Size]; used.Size >= 16 {
					if bytes.Equal(got[:16], last) || bytes.Equal(got[:16], bytes.Repeat(got[:1], 16)) {
						t.Errorf("%v: got %x, want random bytes", dev, got)
					}
					last = bytes.Clone(got[:16])
				}
			}
			t.Must(dev.Close(t.Context()))
			t.Must(dev.Machine().Alloc.Free(addr))
		})
	}
}
