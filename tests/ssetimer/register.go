package ssetimer

import (
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/clock/ssetimer"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "sse-timer-tests/counter", ssetimer.Driver, counter)
	graph.Test(g, "sse-timer-tests/timer", ssetimer.Driver, timer)
	graph.Test(g, "sse-timer-tests/repeat", ssetimer.Driver, repeat)
}

// The counter has a clock of 32 MHz on the MPS3 (ARM DAI 0547, "Clocks").
const (
	perMillisecond = 32_000
	tick           = time.Millisecond / perMillisecond // without its half of a nanosecond
)
