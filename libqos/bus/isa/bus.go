package isa

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Interface is the interface of every ISA bus.
var Interface = graph.NewInterface[*Bus]("isa-bus")

// Abilities of a machine whose ISA bus has a part of a PC/AT that not every one has.
var (
	Speaker            = graph.NewAbility("the speaker of a PC")
	KeyboardController = graph.NewAbility("the keyboard controller of a PC")
	SystemControlPort  = graph.NewAbility("the system control port A of a PC")
	DMA                = graph.NewAbility("the DMA controllers of a PC")
	EventTimers        = graph.NewAbility("the high precision event timers of a PC")
	FloppyController   = graph.NewAbility("the floppy disk controller of a PC")
	IDE                = graph.NewAbility("the IDE channels of a PC, without a south bridge")
)

// BusID is QEMU's name of the bus, for the property "bus" of a device.
const BusID = "isa.0"

// PortCount is the number of ports.
const PortCount = 1 << 16

// IRQs is the number of interrupt requests. No device has the one of the second
// 8259, [Cascade].
const (
	IRQs    = 16
	Cascade = 2
)

// ErrNoIRQ is the error for an invalid interrupt request.
var ErrNoIRQ = errors.New("the bus has no such interrupt request")

// IRQ returns the wire of an interrupt request.
type IRQ func(n int) guest.Wire

// ByIOAPIC is the wiring of a PC to an I/O APIC: an input has the number of its
// interrupt request. The timer's, 0, has input 2 of the chip (Intel MultiProcessor
// Specification 1.4, section 5.1 "MP Configuration Table Header" and appendix
// "D.3"); QEMU's object has it at input 0, from where it goes to 2 inside of it.
func ByIOAPIC(c guest.Controller) IRQ { return c.Line }

// ByPICs is the wiring to two 8259s. The second one has interrupt requests 8 to 15.
func ByPICs(first, second guest.Controller) IRQ {
	return func(n int) guest.Wire {
		const inputs = 8
		if n < inputs {
			return first.Line(n)
		}
		return second.Line(n - inputs)
	}
}

// Bus is an ISA bus.
type Bus struct {
	machine *guest.Machine
	ports   reg.Space
	irq     IRQ
}

// NewBus returns the bus of a machine with all of its ports and the wiring of
// its interrupt requests.
func NewBus(m *guest.Machine, ports reg.Space, irq IRQ) *Bus { return &Bus{m, ports, irq} }

// Machine returns the bus's machine.
func (b *Bus) Machine() *guest.Machine { return b.machine }

// Ports returns size ports from base on. An access outside of them is an error.
func (b *Bus) Ports(base uint16, size uint64) reg.Space { return reg.Part(b.ports, uint64(base), size) }

// Watch watches interrupt request n.
func (b *Bus) Watch(ctx context.Context, n int) (guest.Line, error) {
	if n < 0 || n >= IRQs || n == Cascade {
		return guest.Line{}, fmt.Errorf("isa: watch IRQ %d: %w", n, ErrNoIRQ)
	}
	return b.machine.Watch(ctx, b.irq(n))
}

// Plug is the option of a bus's Produces edge that puts a device on the bus.
func Plug() graph.EdgeOption { return graph.Plug(graph.P("bus", BusID)) }
