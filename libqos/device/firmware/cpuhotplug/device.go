package cpuhotplug

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Driver is the node of the registers.
var Driver = graph.NewDriver[*Device]("acpi-cpu-hotplug")

// Idle is for a test that takes processors out: under an accelerator their threads take their
// time to end.
var Idle = graph.NewQtestAbility("processors that execute nothing")

// First ports of the registers.
const (
	ICH9 = 0xcd8
	PIIX = 0xaf00
	size = 12
)

// The registers. Some have another meaning when they are written.
const (
	Selector       reg.Reg[uint32]  = 0 // write
	CommandData2   reg.Reg[uint32]  = 0 // read
	StatusRegister reg.Reg[Status]  = 4 // read
	ControlBits    reg.Reg[Status]  = 4 // write
	CommandField   reg.Reg[Command] = 5 // write
	CommandData    reg.Reg[uint32]  = 8
)

// Status is a processor's state when it is read, and clears or begins something when it is
// written.
type Status uint8

// The bits.
//
//qgraph:bits
const (
	Enabled Status = 1 << 0
	Insert  Status = 1 << 1 // event; a write clears it
	Remove  Status = 1 << 2 // event; a write clears it
	Eject   Status = 1 << 3 // write: take the processor out
	Hand    Status = 1 << 4 // "FIRMWARE": the firmware is to eject it
)

// Command is a command.
type Command uint8

// The commands.
const (
	Next      Command = 0 // selects a processor with an event; data: its selector
	OSTEvent  Command = 1 // data: the event that OSPM reports on
	OSTStatus Command = 2 // data: the status, which is then reported
	ID        Command = 3 // data: the processor's ID
)

// Device is the registers.
type Device struct {
	Machine *guest.Machine
	Regs    reg.Space
}

// At returns the constructor of the registers at a port, for [graph.Contains].
func At(port uint16) func(context.Context, *guest.Machine) (*Device, error) {
	return func(_ context.Context, m *guest.Machine) (*Device, error) {
		return &Device{m, m.Ports(port, size)}, nil
	}
}

// Detect turns the registers on where an older interface is there (section "Detecting and
// enabling modern CPU hotplug interface"), and returns an error if they do not answer.
func (d *Device) Detect(ctx context.Context) error {
	err := d.Choose(ctx, 0)
	if err == nil {
		err = CommandField.Write(ctx, d.Regs, Next)
	}
	if err != nil {
		return err
	}
	v, err := CommandData2.Read(ctx, d.Regs)
	if err == nil && v != 0 {
		err = errors.New("cpuhotplug: there is no such interface")
	}
	return err
}

// Choose selects a processor.
func (d *Device) Choose(ctx context.Context, n uint32) error {
	if err := Selector.Write(ctx, d.Regs, n); err != nil {
		return fmt.Errorf("cpuhotplug: select %d: %w", n, err)
	}
	return nil
}

// Do gives a command.
func (d *Device) Do(ctx context.Context, c Command) error {
	if err := CommandField.Write(ctx, d.Regs, c); err != nil {
		return fmt.Errorf("cpuhotplug: command %d: %w", c, err)
	}
	return nil
}
