package virtioiommu

import (
	"bytes"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiorng"
)

// endpoint is a device behind the IOMMU that writes to memory: an entropy device whose
// addresses are those of its domain (virtio 1.3, section 6.1 "Driver Requirements:
// Reserved Feature Bits", VIRTIO_F_ACCESS_PLATFORM).
type endpoint struct {
	id    uint32
	hw    *virtio.Hardware
	dev   *virtio.Device
	queue *virtio.Queue
}

// withEndpoint puts the endpoint on the path's bus.
func withEndpoint() graph.TestOption {
	return graph.After(graph.Option{Flag: "-device", Type: virtiorng.PCIDriver.Name(), Props: []graph.Prop{
		graph.P("disable-legacy", "on"), graph.P("iommu_platform", "on"),
	}})
}

// newEndpoint finds the endpoint.
func newEndpoint(t *run.T, bus *pci.Bus) *endpoint {
	t.Helper()
	found, err := bus.Scan(t.Context())
	t.Must(err)
	for _, d := range found {
		id, err := d.ID(t.Context())
		t.Must(err)
		if id.Vendor != virtiopci.Vendor || id.Device != 0x1040+uint16(virtio.Entropy) {
			continue
		}
		model := virtiorng.PCIModel()
		model.LegacyID = 0
		f, err := virtiopci.New(t.Context(), d, model)
		t.Must(err)
		at := d.Address()
		return &endpoint{id: uint32(at.Bus)<<8 | uint32(at.DevFn()), hw: f.Virtio()}
	}
	t.Fatalf("no entropy device on the bus")
	return nil
}

// open starts the device.
func (e *endpoint) open(t *run.T) {
	t.Helper()
	var queues []*virtio.Queue
	var err error
	e.dev, queues, err = e.hw.Start(t.Context(), e.hw.ModernT(t), virtio.FeaturesOf(virtio.FeatureAccessPlatform), 0)
	t.Must(err)
	e.dev.NeedT(t, virtio.FeaturesOf(virtio.FeatureAccessPlatform))
	e.queue = queues[0]
}

// writes has the device write to an address, and checks that the bytes come to the
// physical one.
func (e *endpoint) writes(t *run.T, addr, physical uint64) {
	t.Helper()
	const size = 16
	m := e.dev.Machine()
	t.Must(m.Memset(t.Context(), physical, size, 0))
	_, err := e.queue.Submit(t.Context(), virtio.Writable(addr, size))
	t.Must(err)
	_, err = e.queue.Poll(t.Context())
	t.Must(err)
	got := make([]byte, size)
	t.Must(m.ReadMemory(t.Context(), physical, got))
	if bytes.Equal(got, make([]byte, size)) { // by chance once in 2^128 times
		t.Errorf("endpoint %#x: a write to %#x does not change %#x", e.id, addr, physical)
	}
}

// close resets the device.
func (e *endpoint) close(t *run.T) {
	t.Helper()
	t.Must(e.dev.Close(t.Context()))
}
