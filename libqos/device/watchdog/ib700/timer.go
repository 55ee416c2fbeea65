package ib700

import (
	"context"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/watchdog/watchdog"
)

// Driver is the node of the timer.
var Driver = graph.NewDriver[*Timer]("ib700")

// The ports.
const (
	stopPort                 = 0x441
	startPort                = 0x443
	Stop      reg.Reg[uint8] = 0
	Start     reg.Reg[uint8] = 2
	portCount                = startPort - stopPort + 1
)

// Times of the timer: a value is for the longest less two seconds each.
const (
	longest = 30 * time.Second
	unit    = 2 * time.Second
)

// Timer is the timer.
type Timer struct {
	Regs reg.Space

	bus     *isa.Bus
	started uint8
}

var _ watchdog.Timer = (*Timer)(nil)

// New returns the timer on an ISA bus.
func New(_ context.Context, bus *isa.Bus) (*Timer, error) {
	return &Timer{Regs: bus.Ports(stopPort, portCount), bus: bus}, nil
}

// Machine returns the timer's machine.
func (w *Timer) Machine() *guest.Machine { return w.bus.Machine() }

// Times returns all times but the one of zero.
func (w *Timer) Times() []time.Duration {
	var all []time.Duration
	for d := unit; d <= longest; d += unit {
		all = append(all, d)
	}
	return all
}

// Precision is a tenth of a second.
func (w *Timer) Precision() time.Duration { return time.Second / 10 }

// Start starts the timer.
func (w *Timer) Start(ctx context.Context, d time.Duration) error {
	if d%unit != 0 || d < 0 || d > longest {
		return fmt.Errorf("ib700: start: %v is not an even number of seconds up to %v", d, longest)
	}
	w.started = uint8((longest - d) / unit)
	return w.Restart(ctx)
}

// Restart writes the value of the start again.
func (w *Timer) Restart(ctx context.Context) error { return Start.Write(ctx, w.Regs, w.started) }

// Stop stops the timer. Any value does.
func (w *Timer) Stop(ctx context.Context) error { return Stop.Write(ctx, w.Regs, 0) }
