package tco

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/q35"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/watchdog/watchdog"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the node of the timer.
var Driver = graph.NewDriver[*Timer]("tco")

// lpc is the LPC interface bridge, with the registers that place those of power management and
// of the chipset ("LPC Interface Bridge Registers (D31:F0)").
var lpc = pci.Address{Device: 31}

const (
	pmBase      = 0x40
	acpiControl = 0x44
	acpiEnable  = 1 << 7
	rootBase    = 0xf0 // "RCBA"
	rootEnable  = 1 << 0
)

// Places for the registers, those of power management and of the chipset: free ones.
const (
	pmPorts  = 0x600
	tcoPorts = pmPorts + 0x60
	root     = 0xfed1_c000
)

// GeneralControl is the register of the chipset that says whether the timer may reset, and
// NoReboot is its bit for that (section "GCS—General Control and Status Register").
const (
	GeneralControl reg.Reg[uint32] = 0x3410
	NoReboot       uint32          = 1 << 5
)

// Unit is the time of a tick.
const Unit = 600 * time.Millisecond

// Timer is the timer.
type Timer struct {
	Regs    reg.Space
	Chipset reg.Space // of GeneralControl

	host *q35.Host
}

var _ watchdog.Timer = (*Timer)(nil)

// New maps the registers and returns the timer, which does not run and may reset. A reset
// undoes it: see [Timer.Map].
func New(ctx context.Context, h *q35.Host) (*Timer, error) {
	m := h.Machine()
	w := &Timer{m.Ports(tcoPorts, size), m.Registers(guest.Peripheral{Base: root}), h}
	if err := w.Map(ctx); err != nil {
		return nil, fmt.Errorf("tco: %w", err)
	}
	return w, nil
}

// Map maps the registers.
func (w *Timer) Map(ctx context.Context) error {
	m := w.Machine()
	config := pci.NewMechanism1(m.Ports(pci.Mechanism1Port, pci.Mechanism1Size))
	return errors.Join(
		config.WriteConfig(ctx, lpc, qtest.Width32, pmBase, pmPorts),
		config.WriteConfig(ctx, lpc, qtest.Width8, acpiControl, acpiEnable),
		config.WriteConfig(ctx, lpc, qtest.Width32, rootBase, root|rootEnable),
		Control1.Write(ctx, w.Regs, Halt),
		GeneralControl.Modify(ctx, w.Chipset, NoReboot, 0),
	)
}

// Machine returns the timer's machine.
func (w *Timer) Machine() *guest.Machine { return w.host.Machine() }

// Times returns times of both expirations together.
func (w *Timer) Times() []time.Duration {
	return []time.Duration{2 * MinTime * Unit, 2 * 100 * Unit, 2 * MaxTime * Unit}
}

// Precision is a unit for each expiration, and one more, as the clock runs freely.
func (w *Timer) Precision() time.Duration { return 3 * Unit }

// Start starts the timer: it expires for the second time after d.
func (w *Timer) Start(ctx context.Context, d time.Duration) error {
	return errors.Join(
		Control1.Write(ctx, w.Regs, Halt),
		Time.Write(ctx, w.Regs, uint16(d/2/Unit)),
		w.Clear(ctx),
		w.Restart(ctx),
		Control1.Write(ctx, w.Regs, 0),
	)
}

// Clear clears what earlier expirations left.
func (w *Timer) Clear(ctx context.Context) error {
	return errors.Join(Status1.Write(ctx, w.Regs, Timeout), Status2.Write(ctx, w.Regs, SecondTimeout), Status2.Write(ctx, w.Regs, Boot))
}

// Restart reloads the timer, and has an expiration be the first again.
func (w *Timer) Restart(ctx context.Context) error {
	return errors.Join(Status1.Write(ctx, w.Regs, Timeout), Reload.Write(ctx, w.Regs, MinTime))
}

// Stop halts the timer.
func (w *Timer) Stop(ctx context.Context) error { return Control1.Write(ctx, w.Regs, Halt) }
