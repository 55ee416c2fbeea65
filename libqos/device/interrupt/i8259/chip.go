package i8259

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/isa"
)

// Driver is the node of the two chips.
var Driver = graph.NewDriver[*Pair]("isa-i8259")

// Ports of the chips in a PC/AT, and of their edge/level registers.
const (
	firstPorts  = 0x20
	secondPorts = 0xa0
	portCount   = 2
	firstEdges  = 0x4d0
	secondEdges = 0x4d1
)

// Inputs is the number of inputs of a chip.
const Inputs = 8

// CascadeInput is the input of the first chip to which the second one is wired.
const CascadeInput = isa.Cascade

// Pair is the two chips.
type Pair struct {
	First, Second *Chip
}

// Chip is one of the chips.
type Chip struct {
	Regs  reg.Space
	Edges reg.Space // of EdgeLevel

	machine *guest.Machine
	path    string
	cascade uint8 // ICW3
	vector  uint8 // ICW2
}

// New returns the two chips of an ISA bus, as they are: call [Pair.Init].
func New(ctx context.Context, bus *isa.Bus) (*Pair, error) {
	first, second, err := isa.PICs(ctx, bus.Machine())
	if err != nil {
		return nil, fmt.Errorf("i8259: %w", err)
	}
	const firstVector, secondVector = 0x08, 0x70
	chip := func(c guest.Controller, ports, edges uint16, cascade, vector uint8) *Chip {
		return &Chip{bus.Ports(ports, portCount), bus.Ports(edges, 1), bus.Machine(), c.Path, cascade, vector}
	}
	return &Pair{
		chip(first, firstPorts, firstEdges, 1<<CascadeInput, firstVector),
		chip(second, secondPorts, secondEdges, CascadeInput, secondVector),
	}, nil
}

// Mode is what an initialization chooses.
type Mode struct {
	Levels      bool // ICW1, LTIM: all inputs are level triggered
	Automatic   bool // ICW4, AEOI: an acknowledge is the end of the interrupt, too
	FullyNested bool // ICW4, SFNM: "special fully nested mode"
	WithoutICW4 bool // ICW1 without IC4: all functions of ICW4 are off
}

// Init initializes both chips with the vectors of a PC/AT.
func (p *Pair) Init(ctx context.Context, m Mode) error {
	return errors.Join(p.First.Init(ctx, m), p.Second.Init(ctx, m))
}

// Init initializes the chip, which then masks nothing (section "Initialization Command
// Words (ICWs)").
func (c *Chip) Init(ctx context.Context, m Mode) error {
	for _, w := range m.words(c.vector, c.cascade) {
		if err := w.at.Write(ctx, c.Regs, w.value); err != nil {
			return fmt.Errorf("i8259: initialize: %w", err)
		}
	}
	return nil
}

// word is a command word and the port that it is written to.
type word struct {
	at    reg.Reg[uint8]
	value uint8
}

// words returns the Initialization Command Words.
func (m Mode) words(vector, cascade uint8) []word {
	first, fourth := uint8(icw1), uint8(icw4x86)
	if m.Levels {
		first |= levels
	}
	if m.Automatic {
		fourth |= icw4AEOI
	}
	if m.FullyNested {
		fourth |= icw4Fully
	}
	list := []word{{Command, first}, {Data, vector}, {Data, cascade}}
	if !m.WithoutICW4 {
		list[0].value |= needICW4
		list = append(list, word{Data, fourth})
	}
	return list
}

// Mask writes the interrupt mask, OCW1: a bit is 1 for an input that interrupts nobody.
func (c *Chip) Mask(ctx context.Context, mask uint8) error { return Data.Write(ctx, c.Regs, mask) }

// Do writes OCW2. The number of an input is for the commands that are specific.
func (c *Chip) Do(ctx context.Context, command OCW2, input int) error {
	return Command.Write(ctx, c.Regs, uint8(command)|uint8(input))
}

// Set writes OCW3.
func (c *Chip) Set(ctx context.Context, command OCW3) error {
	return Command.Write(ctx, c.Regs, uint8(command))
}

// Poll acknowledges the request with the highest priority, as a processor would, and
// returns its number; pending is false if there is none (section "Poll Command").
func (c *Chip) Poll(ctx context.Context) (input int, pending bool, err error) {
	if err := c.Set(ctx, PollCommand); err != nil {
		return 0, false, err
	}
	v, err := Command.Read(ctx, c.Regs)
	return int(v & pollRequests), v&polled != 0, err
}

// Status reads the Interrupt Request Register or the In-Service Register.
func (c *Chip) Status(ctx context.Context, which OCW3) (uint8, error) {
	if err := c.Set(ctx, which); err != nil {
		return 0, err
	}
	return Command.Read(ctx, c.Regs)
}

// Drive sets an input from outside, as the device that is wired to it.
func (c *Chip) Drive(ctx context.Context, input int, high bool) error {
	return c.machine.Drive(ctx, guest.Inputs{Path: c.path}, input, high)
}

// Watch watches the output of the chip, INT.
func (c *Chip) Watch(ctx context.Context) (guest.Line, error) {
	return c.machine.Watch(ctx, guest.Outputs{Path: c.path}.Line(0))
}
