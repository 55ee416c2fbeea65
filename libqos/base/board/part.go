package board

import (
	"context"
	"encoding/binary"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/memmap"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/qtest"
)

// Part is a part of a board, as the board's manual describes it.
type Part struct {
	Kind   Kind
	Name   string             // the manual's: "UART0"
	Base   uint64             // of the registers: a guest-physical address, or the first of the ports
	Ports  bool               // the registers are ports, as x86 has them
	Order  binary.ByteOrder   // of the registers; nil for little-endian
	Stride uint64             // bytes from one register to the next; 0 as in the part's own manual
	Lines  []Line             // of its interrupts, in the order of the part's manual; a line that leads nowhere is the zero Line
	Behind string             // QEMU's type of a bridge, through whose window the registers are reached; "" for none
	Region Region             // QEMU's memory region, where QEMU does not tell whose registers these are
	Path   string             // its place in QEMU's composition tree, if that of its registers is not: "/machine/uart0"
	Opens  []Write            // the board's registers that let accesses through to it, as its first program sets them
	Needs  []graph.EdgeOption // of the part on this board, and so of the board's table
	Tests  []graph.EdgeOption // of the part's paths alone, as which of them run on request
}

// Region is a memory region of QEMU of which QEMU does not tell whose it is: "info mtree -o" names no owner, or one that
// has no place in the composition tree. Such a part is known by the region alone.
type Region struct {
	Name  string // QEMU's: "scif"
	First uint64 // its first address
}

// Write is a write of a register of a board.
type Write struct {
	Addr  uint64 // guest-physical
	Width qtest.Width
	Value uint64 // as a little-endian register has it
}

// Line is an input of an interrupt controller.
type Line struct {
	Controller Controller // the zero Controller: it leads to a processor without a controller
	Input      int
	AtPart     bool // it is watched where it leaves the part
}

// Direct returns lines that lead to a processor without a controller.
func Direct(n int) []Line { return slices.Repeat([]Line{{AtPart: true}}, n) }

// Output is QEMU's name for the interrupts of a part, at the part.
const Output = "sysbus-irq"

// Controller is an interrupt controller of a board, by its place in QEMU's composition tree
// or, if it has no name there, by its type.
type Controller struct {
	Path   string // "/machine/soc/gic"
	Type   string // without a path: QEMU's type
	Nth    int    // of several parts of the type without a name, in the order of their numbers
	Where  string // a property that only this one of several has set: "master"
	Inside string // the controller is a part of the one that is so found, with this name there: "gic"
	Inputs string // the name of the inputs; "" for those without a name
	Closed bool   // QEMU does not tell of its inputs: the lines are watched at the parts
}

// Lines returns inputs of the controller.
func (c Controller) Lines(inputs ...int) []Line {
	lines := make([]Line, 0, len(inputs))
	for _, n := range inputs {
		lines = append(lines, Line{Controller: c, Input: n, AtPart: c.Closed})
	}
	return lines
}

// Find returns the controller of a machine.
func (c Controller) Find(ctx context.Context, m *guest.Machine) (guest.Controller, error) {
	if c.Path != "" {
		return guest.Controller{Path: c.Path, Name: c.Inputs}, nil
	}
	found, err := qom.Parts(ctx, m.Monitor, c.Type)
	if err != nil {
		return guest.Controller{}, fmt.Errorf("board: %w", err)
	}
	if c.Where != "" {
		if found, err = having(ctx, found, c.Where); err != nil {
			return guest.Controller{}, fmt.Errorf("board: %w", err)
		}
	}
	if c.Nth >= len(found) {
		return guest.Controller{}, fmt.Errorf("board: the machine has %d parts of type %s, want %d or more", len(found), c.Type, c.Nth+1)
	}
	return guest.Controller{Path: path.Join(found[c.Nth].Path(), c.Inside), Name: c.Inputs}, nil
}

// having returns the objects that have a property set.
func having(ctx context.Context, all []qom.Object, property string) ([]qom.Object, error) {
	var some []qom.Object
	for _, o := range all {
		set, err := o.Bool(ctx, property)
		if err != nil {
			return nil, err
		}
		if set {
			some = append(some, o)
		}
	}
	return some, nil
}

// Open lets accesses through to the part.
func (p Part) Open(ctx context.Context, m *guest.Machine) error {
	registers := m.Window(0, binary.LittleEndian)
	for _, w := range p.Opens {
		if err := registers.Store(ctx, w.Width, w.Addr, w.Value); err != nil {
			return fmt.Errorf("board: open %s: write %#x: %w", p.Name, w.Addr, err)
		}
	}
	return nil
}

// On returns the part of a machine, with accesses let through to it. The wires of its lines are known then.
func (p Part) On(ctx context.Context, m *guest.Machine) (guest.Peripheral, error) {
	if err := p.Open(ctx, m); err != nil {
		return guest.Peripheral{}, err
	}
	on := guest.Peripheral{Base: p.Base, Order: p.Order, Ports: p.Ports, Stride: p.Stride}
	for n, l := range p.Lines {
		w, err := p.wire(ctx, m, n, l)
		if err != nil {
			return guest.Peripheral{}, fmt.Errorf("board: %s: %w", p.Name, err)
		}
		on.Lines = append(on.Lines, w)
	}
	return on, nil
}

// wire returns the place at which line n can be watched.
func (p Part) wire(ctx context.Context, m *guest.Machine, n int, l Line) (guest.Wire, error) {
	switch {
	case l == Line{}:
		return guest.Wire{}, nil
	case l.AtPart:
		object, err := p.Object(ctx, m)
		return guest.Outputs{Path: object, Name: Output}.Line(n), err
	}
	c, err := l.Controller.Find(ctx, m)
	return c.Line(l.Input), err
}

// Object returns the place of the part in QEMU's composition tree: Path, or that of the object
// whose registers are at its address.
func (p Part) Object(ctx context.Context, m *guest.Machine) (string, error) {
	if p.Path != "" {
		return p.Path, nil
	}
	return object(ctx, m, guest.Peripheral{Base: p.Base, Ports: p.Ports})
}

// Range returns QEMU's memory range, or its ports, with the first of the part's registers; false if there is none.
func (p Part) Range(ctx context.Context, m *guest.Machine) (memmap.Range, bool, error) {
	return at(ctx, m, guest.Peripheral{Base: p.Base, Ports: p.Ports})
}

// Kind is a kind of part: the driver of it.
type Kind struct {
	Type string // QEMU's
	add  func(g *graph.Graph, m graph.Machine[*guest.Machine], p Part, opts ...graph.EdgeOption)
}

// NewKind returns the kind of part with a driver, whose node has the name of QEMU's type.
// build makes the driver's object at a place of a machine.
func NewKind[D any](d graph.Driver[D], build func(ctx context.Context, m *guest.Machine, p guest.Peripheral) (D, error), opts ...graph.EdgeOption) Kind {
	return Kind{
		Type: d.Name(),
		add: func(g *graph.Graph, m graph.Machine[*guest.Machine], p Part, more ...graph.EdgeOption) {
			graph.Contains(g, m, d, func(ctx context.Context, m *guest.Machine) (D, error) {
				on, err := p.On(ctx, m)
				if err != nil {
					var none D
					return none, err
				}
				return build(ctx, m, on)
			}, slices.Concat(opts, p.Needs, p.Tests, more)...)
		},
	}
}

// Contains adds the parts of a machine, and the interface of all boards. The second and
// further parts of a kind have the part's name besides in their paths: "sp804-timer23".
func Contains(g *graph.Graph, m graph.Machine[*guest.Machine], parts ...Part) { contains(g, m, parts) }

// contains is [Contains] with options for each part.
func contains(g *graph.Graph, m graph.Machine[*guest.Machine], parts []Part, all ...graph.EdgeOption) {
	seen, whole := map[string]bool{}, slices.Clone(all)
	for _, p := range parts {
		opts := slices.Clone(all)
		if seen[p.Kind.Type] {
			opts = append(opts, graph.Named(p.Kind.Type+"-"+strings.ToLower(strings.ReplaceAll(p.Name, " ", "-"))))
		}
		seen[p.Kind.Type] = true
		p.Kind.add(g, m, p, opts...)
		whole = append(whole, p.Needs...)
	}
	graph.Produces(g, m, Interface, func(m *guest.Machine) *Table { return &Table{Machine: m, Parts: parts} }, whole...)
}
