package npcmrng

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Driver is the node of the generator.
var Driver = graph.NewDriver[*Generator]("npcm7xx-rng")

// Kind is the kind of a board's part.
var Kind = board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Generator, error) {
	return &Generator{board.At(m, p)}, nil
})

// Generator is a generator.
type Generator struct{ board.Device }

// The registers.
const (
	ControlRegister reg.Reg[Control] = 0x00 // RNGCS
	Data            reg.Reg[uint8]   = 0x04 // RNGD, read-only: a random byte
	Mode            reg.Reg[uint8]   = 0x08 // RNGMODE
)

// Control is the register RNGCS.
type Control uint8

// Bits of RNGCS.
//
//qgraph:bits
const (
	On        Control = 1 << 0   // "RNGE"
	DataValid Control = 1 << 1   // "DVALID", read-only: RNGD has a byte
	Clock     Control = 0xf << 2 // "CLKP": the range of the clock's frequency
)

// Clock25MHz is the range of 20 to 25 MHz.
const Clock25MHz Control = 3 << 3

// NormalMode is the value of RNGMODE that selects a ring oscillator ("M1ROSEL").
const NormalMode = 1 << 1

// Enable lets the generator make bytes.
func (g *Generator) Enable(ctx context.Context) error {
	err := errors.Join(Mode.Write(ctx, g.Regs, NormalMode), ControlRegister.Write(ctx, g.Regs, Clock25MHz|On))
	if err != nil {
		return fmt.Errorf("npcmrng: enable: %w", err)
	}
	return nil
}

// Disable stops the generator.
func (g *Generator) Disable(ctx context.Context) error {
	if err := ControlRegister.Write(ctx, g.Regs, Clock25MHz); err != nil {
		return fmt.Errorf("npcmrng: disable: %w", err)
	}
	return nil
}

// Byte waits for a byte and returns it.
func (g *Generator) Byte(ctx context.Context) (b byte, err error) {
	err = g.Machine.Wait(ctx, "a random byte", func(ctx context.Context) (bool, error) {
		c, err := ControlRegister.Read(ctx, g.Regs)
		return c&DataValid != 0, err
	})
	if err == nil {
		b, err = Data.Read(ctx, g.Regs)
	}
	if err != nil {
		return 0, fmt.Errorf("npcmrng: %w", err)
	}
	return b, nil
}
