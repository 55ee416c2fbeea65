package i6300esb

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/watchdog/watchdog"
)

// Driver is the node of the timer.
var Driver = graph.NewDriver[*Timer]("i6300esb")

// The registers in configuration space.
const (
	Configuration reg.Reg[uint16]  = 0x60
	LockRegister  reg.Reg[Control] = 0x68
)

// The registers in memory ("Memory Mapped Registers").
const (
	Preload1 reg.Reg[uint32] = 0x00
	Preload2 reg.Reg[uint32] = 0x04
	Reload   reg.Reg[uint16] = 0x0c
)

// Control is the WDT Lock Register.
type Control uint8

// Bits of the lock register.
//
//qgraph:bits
const (
	Locked  Control = 1 << 0 // "WDT_LOCK": until a reset
	Enabled Control = 1 << 1 // "WDT_ENABLE"
	Free    Control = 1 << 2 // "WDT_TOUT_CNF": free-running, without a second stage that resets
)

// Bits of the configuration register and of the reload register.
const (
	NoOutput  uint16 = 1 << 5 // "WDT_OUTPUT": the second stage resets nothing
	Prescaler uint16 = 1 << 2 // "WDT_PRE_SEL": about a microsecond for a millisecond
	ReloadNow uint16 = 1 << 8 // "WDT_RELOAD"
	TimedOut  uint16 = 1 << 9 // "WDT_TIMEOUT": the second stage has expired; write 1 to clear
)

// unlock is what is written to the reload register before each write of others.
var unlock = [...]uint16{0x80, 0x86}

// Timer is the timer.
type Timer struct {
	PCI  *pci.Device
	Regs reg.Space
}

var _ watchdog.Timer = (*Timer)(nil)

// PCIModel returns the timer's configuration space. No register in memory has a value after
// power-on by which QEMU's could be told from empty space.
func PCIModel() pci.Model {
	const registers = 16
	return pci.Model{
		Name:  Driver.Name(),
		ID:    pci.EmulatedID(0x8086, 0x25ab),
		Class: pci.ClassSystem,
		BARs:  []pci.BAR{{Index: 0, Kind: pci.Memory32, Size: registers}},
	}
}

// New returns the timer in the bus's slot, enabled for accesses.
func New(ctx context.Context, bus *pci.Bus) (*Timer, error) {
	dev, err := bus.Attach(ctx, PCIModel())
	if err != nil {
		return nil, fmt.Errorf("i6300esb: %w", err)
	}
	regs, err := dev.Map(ctx, 0)
	if err != nil {
		return nil, fmt.Errorf("i6300esb: %w", err)
	}
	if err := dev.Enable(ctx); err != nil {
		return nil, fmt.Errorf("i6300esb: %w", err)
	}
	return &Timer{dev, regs}, nil
}

// Machine returns the timer's machine.
func (w *Timer) Machine() *guest.Machine { return w.PCI.Bus().Machine() }

// tick is the time of one count, about a millisecond: 32,768 periods of the clock of PCI, of 30
// nanoseconds.
const tick = 32768 * 30 * time.Nanosecond

// Times returns times of both stages together.
func (w *Timer) Times() []time.Duration {
	return []time.Duration{2 * time.Second, 31 * time.Second, 20 * time.Minute}
}

// Precision is that of the smallest time that a test takes.
func (w *Timer) Precision() time.Duration { return time.Second / 10 }

// Unlocked writes a register in memory, after what has to be written before it.
func (w *Timer) Unlocked(ctx context.Context, write func() error) error {
	var err error
	for _, v := range unlock {
		err = errors.Join(err, Reload.Write(ctx, w.Regs, v))
	}
	return errors.Join(err, write())
}

// Load writes the preload values of both stages.
func (w *Timer) Load(ctx context.Context, first, second uint32) error {
	return errors.Join(
		w.Unlocked(ctx, func() error { return Preload1.Write(ctx, w.Regs, first) }),
		w.Unlocked(ctx, func() error { return Preload2.Write(ctx, w.Regs, second) }),
	)
}

// Start starts the timer: half of the time is the first stage.
func (w *Timer) Start(ctx context.Context, d time.Duration) error {
	half := uint32(d / 2 / tick)
	return errors.Join(
		w.Load(ctx, half, half),
		Configuration.Write(ctx, w.PCI.Config(), 0),
		LockRegister.Write(ctx, w.PCI.Config(), Enabled),
		w.Restart(ctx),
	)
}

// Restart has the first stage begin anew.
func (w *Timer) Restart(ctx context.Context) error {
	return w.Unlocked(ctx, func() error { return Reload.Write(ctx, w.Regs, ReloadNow) })
}

// Stop disables the timer.
func (w *Timer) Stop(ctx context.Context) error { return LockRegister.Write(ctx, w.PCI.Config(), 0) }
