package virtiopmem

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
)

// Interface is the interface of virtio persistent memory.
var Interface = graph.NewInterface[*virtio.Hardware]("virtio-pmem")

// PCIDriver is the device on PCI.
var PCIDriver = graph.NewDriver[*virtiopci.Function]("virtio-pmem-pci")

// Size is the size of the path's device, in bytes.
const Size = 2 << 20

// Memory is the need of the memory behind the device: by default a file of [Size] bytes.
var Memory = graph.NewNeed("memdev", "memdev", graph.Backend{
	Kind: graph.Object, Type: "memory-backend-file", File: Size,
	Props: []graph.Prop{{Name: "mem-path", Value: graph.File()}, {Name: "size", Value: graph.Int(Size)}, graph.P("share", "on")},
})

// RequestQueue is the queue of the device (virtio 1.3, section 5.19.2 "Virtqueues").
const RequestQueue = 0 // req_vq

// FeatureSharedRegion has the memory be a shared memory region (virtio 1.3, section 5.19.3
// "Feature bits").
const FeatureSharedRegion virtio.Feature = 0

// Device-specific configuration space (virtio 1.3, section 5.19.4 "Device configuration
// layout").
const (
	ConfigStart reg.Reg[uint64] = 0 // start: address of the memory
	ConfigSize  reg.Reg[uint64] = 8 // size, in bytes
)

// Model returns the model of the device.
func Model() virtio.Model {
	return virtio.Model{
		Name:   "virtio-pmem",
		OnBus:  "virtio-pmem",
		Type:   virtio.PMEM,
		Queues: []virtio.QueueModel{RequestQueue: {Name: "req_vq", Size: 128}},
		Names:  []virtio.FeatureName{{Feature: FeatureSharedRegion, Name: "PMEM_F_SHMEM_REGION"}},
		Sample: virtio.Sample{ // a flush
			Queue: RequestQueue, Out: make([]byte, 4), In: 4, Thread: true, Single: true, Usual: []string{"x86_64/pc"},
		},
	}
}

// PCIModel returns the model of the device on PCI: it has no legacy interface and no
// MSI-X.
func PCIModel() virtiopci.Model {
	return virtiopci.Model{Device: Model(), Class: pci.ClassOthers, Fixed: graph.ByVersion[bool]{Value: true}}
}

// Flush is the type of the request that makes all that was written persistent (virtio 1.3,
// section 5.19.6 "Driver Operations", VIRTIO_PMEM_REQ_TYPE_FLUSH).
const Flush = 0

// Results of a request.
const (
	OK     int32 = 0
	Failed int32 = -1
)

// Do hands the device a request of a type and returns the result. The error wraps
// [virtio.ErrDevice] if the device does not report all of the response as written.
func Do(ctx context.Context, q *virtio.Queue, kind uint32) (int32, error) {
	const size = 4
	reply, written, err := q.Exchange(ctx, binary.LittleEndian.AppendUint32(nil, kind), size)
	if err != nil {
		return 0, fmt.Errorf("virtiopmem: request of type %d: %w", kind, err)
	}
	if written != size {
		return 0, fmt.Errorf("virtiopmem: request of type %d: %w: got %d bytes of a response, want %d", kind, virtio.ErrDevice, written, size)
	}
	return int32(binary.LittleEndian.Uint32(reply)), nil
}
