package virtioserial

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/chardev"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioserial"
)

// farEnd is the backend of the port.
var farEnd = graph.NewHandle("far-end")

// portName is the name of the serial port.
const portName = "org.example.port"

// Register adds the tests.
func Register(g *graph.Graph) {
	define := graph.Define(farEnd, chardev.Socket())
	withConsole, withPort := port("virtconsole"), port("virtserialport", graph.P("name", portName))
	graph.Test(g, "virtio-serial-tests/console-nop", virtioserial.Interface, nop, define, withConsole)
	graph.Test(g, "virtio-serial-tests/console", virtioserial.Interface, console, define, withConsole, graph.Known(deviations()...))
	graph.Test(g, "virtio-serial-tests/serialport-nop", virtioserial.Interface, nop, define, withPort)
	graph.Test(g, "virtio-serial-tests/serialport", virtioserial.Interface, serialPort, define, withPort, graph.Known(deviations()...))
	graph.Pair(g, "virtio-serial-tests/migrate", virtioserial.Interface, migrate, define, withPort)
	graph.Test(g, "virtio-serial-tests/hotplug", virtioserial.Interface, hotPlug, define)
}

// port puts a port with the backend behind the path's device.
func port(driver string, props ...graph.Prop) graph.TestOption {
	return graph.After(graph.Option{Flag: "-device", Type: driver, ID: driver, Props: append([]graph.Prop{
		{Name: "bus", Value: graph.DeviceID(".0")},
		{Name: "chardev", Value: graph.Ref(farEnd)},
	}, props...)})
}
