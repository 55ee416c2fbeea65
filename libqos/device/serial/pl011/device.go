package pl011

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Driver is the node of the device.
var Driver = graph.NewDriver[*Device]("pl011")

// Luminary is the node of the variant of Texas Instruments' Stellaris.
var Luminary = graph.NewDriver[*Device]("pl011_luminary")

// The kinds of a board's part.
var (
	Kind         = board.NewKind(Driver, at, firstSerial()...)
	LuminaryKind = board.NewKind(Luminary, at, firstSerial()...)
)

// firstSerial returns the options for a board with the device as its first serial port.
func firstSerial() []graph.EdgeOption {
	return append(uart.Serial(0), graph.Provides(uart.Interrupting))
}

// at is [New] for a board's table.
func at(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Device, error) {
	return New(m, p), nil
}

// Device is the device in the memory map of a machine.
type Device struct {
	Regs    reg.Space
	Machine *guest.Machine
	wiring  guest.Peripheral
}

// New returns the device at a machine's peripheral p. The interrupt of p is the
// combined one, UARTINTR.
func New(m *guest.Machine, p guest.Peripheral) *Device {
	return &Device{Regs: m.Registers(p), Machine: m, wiring: p}
}

// Interrupt returns the line of the combined interrupt.
func (d *Device) Interrupt(ctx context.Context) (guest.Line, error) {
	return d.Machine.WatchLine(ctx, d.wiring, 0)
}

// Start sets the device up to send and receive characters of eight bits, at the highest
// rate, without interrupts. It disables the device during the setup (section 3.3.8
// "Control Register, UARTCR").
func (d *Device) Start(ctx context.Context, line Line, control ...Control) error {
	on := Enable | Transmit | Receive
	for _, c := range control {
		on |= c
	}
	err := errors.Join(
		ControlRegister.Write(ctx, d.Regs, 0),
		Mask.Write(ctx, d.Regs, 0),
		Clear.Write(ctx, d.Regs, NoModem),
		IntegerDivisor.Write(ctx, d.Regs, 1),
		FractionDivisor.Write(ctx, d.Regs, 0),
		LineControl.Write(ctx, d.Regs, EightBit|line),
		ControlRegister.Write(ctx, d.Regs, on),
	)
	if err != nil {
		return fmt.Errorf("pl011: start: %w", err)
	}
	return nil
}

// AwaitFlags waits until the flags in set equal want.
func (d *Device) AwaitFlags(ctx context.Context, set, want Flag) error {
	return d.Machine.Await(ctx, fmt.Sprintf("flags %v of %v", want, set), func(ctx context.Context) (bool, error) {
		f, err := Flags.Read(ctx, d.Regs)
		return f&set == want, err
	})
}

// Port returns the device as a serial port.
func (d *Device) Port() *uart.Port { return uart.New(d.Machine, d.wiring, Model()) }
