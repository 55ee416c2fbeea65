package virtioinput

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// serial is the serial number that the tests give a device.
const serial = "qg-0815"

// Register adds the tests of each kind of device. A lamp of a device without lamps ends QEMU, and
// its backtrace takes long: one machine is enough for that test.
func Register(g *graph.Graph) {
	for _, k := range kinds() {
		graph.Test(g, k.Name+"-tests/events", k.Interface(), func(t *run.T, hw *virtio.Hardware) { events(t, hw, k) },
			graph.DeviceProps(graph.P("serial", serial)), graph.Known(deviations()...))
		if k.feeds != nil {
			continue
		}
		graph.Test(g, k.Name+"-tests/lamp", k.Interface(), func(t *run.T, hw *virtio.Hardware) { noLamps(t, hw, k) },
			graph.SlowBeside("x86_64/microvm"), graph.Known(assertion()))
	}
}
