package virtiogpu

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiogpu"
)

// The device of the tests.
const (
	scanouts   = 2
	width      = 640 // preferred, in pixels
	height     = 480
	hostMemory = 8 << 20 // of all resources, in bytes
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "virtio-gpu-tests/screen", virtiogpu.Interface, screens, graph.Known(deviations()...), graph.DeviceProps(
		graph.Prop{Name: "max_outputs", Value: graph.Int(scanouts)},
		graph.Prop{Name: "xres", Value: graph.Int(width)}, graph.Prop{Name: "yres", Value: graph.Int(height)},
		graph.Prop{Name: "max_hostmem", Value: graph.Int(hostMemory)},
	))
	graph.Test(g, "virtio-gpu-tests/shared-memory", virtiogpu.PCIDriver, shared, graph.SlowBeside("x86_64/pc", "aarch64/virt"),
		graph.DeviceProps(graph.Prop{Name: "hostmem", Value: graph.Int(sharedSize)}))
}
