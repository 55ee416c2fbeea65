package ioapic

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/i440fx"
	"github.com/qgraph/qgraph/libqos/board/q35"
)

// Driver is the node of the controller.
var Driver = graph.NewDriver[*Controller]("ioapic")

// base is the address of the registers (290566, section 3.0 "Register Description").
const base = 0xfec0_0000

// The registers in memory.
const (
	Select reg.Reg[uint32] = 0x00 // "IOREGSEL": the number of the register in Window
	Window reg.Reg[uint32] = 0x10 // "IOWIN"
	End    reg.Reg[uint32] = 0x40 // "EOIR" of the ICH9: a vector
)

// The registers behind Window, by number.
const (
	Identity    = 0x00 // "IOAPICID", bits 27:24
	Version     = 0x01 // "IOAPICVER"
	Arbitration = 0x02 // "IOAPICARB", bits 27:24
	redirection = 0x10 // "IOREDTBL": two registers for each input
)

// Inputs is the number of inputs.
const Inputs = 24

// Entry is the low half of an entry of the redirection table. Its vector is in bits 7:0, 10h to
// FEh. The high half has the destination in bits 31:24.
type Entry uint32

// Bits of an entry (section 3.2.4 "IOREDTBL[23:0]—I/O Redirection Table Registers").
//
//qgraph:bits
const (
	Logical   Entry = 1 << 11 // "DESTMOD": the destination is a set of processors
	Pending   Entry = 1 << 12 // "DELIVS", read-only
	ActiveLow Entry = 1 << 13 // "INTPOL"
	RemoteIRR Entry = 1 << 14 // "RIRR", read-only: a local APIC has accepted the level
	Level     Entry = 1 << 15 // "TRIGMOD"
	Masked    Entry = 1 << 16 // "INTMASK"
)

// Controller is the I/O APIC of a PC.
type Controller struct {
	board.Device
	pins guest.Inputs
}

// NewI440FX returns the controller of a PC with an i440FX.
func NewI440FX(ctx context.Context, h *i440fx.Host) (*Controller, error) { return of(ctx, h.Machine()) }

// NewQ35 returns the controller of a PC with a Q35.
func NewQ35(ctx context.Context, h *q35.Host) (*Controller, error) { return of(ctx, h.Machine()) }

func of(ctx context.Context, m *guest.Machine) (*Controller, error) {
	d := board.At(m, guest.Peripheral{Base: base})
	object, err := d.Object(ctx)
	if err != nil {
		return nil, fmt.Errorf("ioapic: %w", err)
	}
	return &Controller{d, guest.Inputs{Path: object}}, nil
}

// Read reads a register behind Window.
func (c *Controller) Read(ctx context.Context, number uint32) (uint32, error) {
	if err := Select.Write(ctx, c.Regs, number); err != nil {
		return 0, err
	}
	return Window.Read(ctx, c.Regs)
}

// Write writes a register behind Window.
func (c *Controller) Write(ctx context.Context, number, v uint32) error {
	return errors.Join(Select.Write(ctx, c.Regs, number), Window.Write(ctx, c.Regs, v))
}

// EntryOf returns the number of the register with the low half of an input's entry, the one behind
// it has the high half.
func EntryOf(input int) uint32 { return redirection + 2*uint32(input) }

// Route writes an input's entry, for the processor with the APIC ID 0.
func (c *Controller) Route(ctx context.Context, input int, e Entry) error {
	return errors.Join(c.Write(ctx, EntryOf(input)+1, 0), c.Write(ctx, EntryOf(input), uint32(e)))
}

// Entry reads the low half of an input's entry.
func (c *Controller) Entry(ctx context.Context, input int) (Entry, error) {
	v, err := c.Read(ctx, EntryOf(input))
	return Entry(v), err
}

// Drive asserts or negates an input. QEMU's inputs have no polarity.
func (c *Controller) Drive(ctx context.Context, input int, asserted bool) error {
	return c.Machine.Drive(ctx, c.pins, input, asserted)
}

// Accepted returns the vectors that wait in the local APIC of the first processor, in order: those
// that "info lapic" shows in its interrupt request register.
func (c *Controller) Accepted(ctx context.Context) ([]uint8, error) {
	text, err := c.Machine.Monitor.HMP(ctx, "info lapic")
	if err != nil {
		return nil, fmt.Errorf("ioapic: %w", err)
	}
	return accepted(text)
}

// accepted returns the vectors of the line "IRR": decimal, those by level with "(level)" behind
// them, or "(none)".
func accepted(text string) ([]uint8, error) {
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0] != "IRR" {
			continue
		}
		var vectors []uint8
		for _, f := range fields[1:] {
			if f == "(none)" {
				break
			}
			v, err := strconv.ParseUint(strings.TrimSuffix(f, "(level)"), 10, 8)
			if err != nil {
				return nil, fmt.Errorf("ioapic: vectors of the local APIC: %w", err)
			}
			vectors = append(vectors, uint8(v))
		}
		return vectors, nil
	}
	return nil, fmt.Errorf("ioapic: info lapic has no interrupt request register: %q", text)
}
