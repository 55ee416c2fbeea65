package virtiogpu

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiogpu"
)

// The device of the tests.
const (
	scanouts = 2
	width    = 640 // preferred, in pixels
	height   = 480
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "virtio-gpu-tests/screen", virtiogpu.Interface, screens, graph.Known(deviations()...), graph.DeviceProps(
		graph.Prop{Name: "max_outputs", Value: graph.Int(scanouts)},
		graph.Prop{Name: "xres", Value: graph.Int(width)}, graph.Prop{Name: "yres", Value: graph.Int(height)},
	))
}
