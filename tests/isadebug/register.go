package isadebug

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/misc/isadebug"
)

// readback is the value that a console reads in the test of other ports.
const readback = 0x5a

// Register adds the tests of the devices.
func Register(g *graph.Graph) {
	graph.Test(g, "isa-debugcon-tests/console", isadebug.ConsoleDriver, console)
	graph.Test(g, "isa-debugcon-tests/port", isadebug.ConsoleDriver, otherPort,
		graph.DeviceProps(
			graph.Prop{Name: "iobase", Value: graph.Int(isadebug.FirmwarePort)}, graph.Prop{Name: "readback", Value: graph.Int(readback)}))
	graph.Test(g, "isa-debug-exit-tests/byte", isadebug.ExitDriver, exitByByte)
	graph.Test(g, "isa-debug-exit-tests/word", isadebug.ExitDriver, exitByWord)
	graph.Test(g, "endianness-tests/ports", isadebug.TestDriver, endianness)
}
