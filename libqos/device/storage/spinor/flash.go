package spinor

import (
	"context"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
)

// Driver is the node of every chip. Its element of a path is the name of the model.
var Driver = graph.NewDriver[*Flash]("m25p80-flash")

// Flash is a chip on its bus.
type Flash struct {
	*Model
	bus  ssi.Bus
	wide bool // addresses have 4 bytes
}

// New returns the chip of a model on a bus. It has addresses of 3 bytes after power-up.
func New(m *Model, bus ssi.Bus) *Flash { return &Flash{Model: m, bus: bus} }

// Machine returns the chip's machine.
func (f *Flash) Machine() *guest.Machine { return f.bus.Machine() }

// Send sends a command, with bytes behind it.
func (f *Flash) Send(ctx context.Context, c Command, bytes ...byte) error {
	return f.Ask(ctx, nil, c, bytes...)
}

// Ask sends a command, with bytes behind it, and fills answer.
func (f *Flash) Ask(ctx context.Context, answer []byte, c Command, bytes ...byte) error {
	if err := f.bus.Transfer(ctx, append([]byte{byte(c)}, bytes...), answer); err != nil {
		return fmt.Errorf("spinor: %s: command %#02x: %w", f.Name, uint8(c), err)
	}
	return nil
}

// Status reads the status register.
func (f *Flash) Status(ctx context.Context) (Status, error) {
	var s [1]byte
	err := f.Ask(ctx, s[:], ReadStatus)
	return Status(s[0]), err
}

// WriteEnable sets the write enable latch, without which nothing is programmed, erased
// or protected.
func (f *Flash) WriteEnable(ctx context.Context) error { return f.Send(ctx, WriteEnable) }

// Set sets the latch and writes the status register.
func (f *Flash) Set(ctx context.Context, s Status) error {
	if err := f.WriteEnable(ctx); err != nil {
		return err
	}
	if err := f.Send(ctx, WriteStatus, byte(s)); err != nil {
		return err
	}
	return f.ready(ctx)
}

// Read fills p from an address on.
func (f *Flash) Read(ctx context.Context, addr uint32, p []byte) error {
	return f.Ask(ctx, p, ReadData, f.Address(addr)...)
}

// Program sets the latch, programs p, and waits for its end; a chip that programs single
// bytes gets a command for each. A real chip goes on at the beginning of its page behind
// the end of it.
func (f *Flash) Program(ctx context.Context, addr uint32, p []byte) error {
	n := len(p)
	if f.Has(ByteProgram) {
		n = 1
	}
	for part := range slices.Chunk(p, n) {
		if err := f.WriteEnable(ctx); err != nil {
			return err
		}
		if err := f.Send(ctx, PageProgram, append(f.Address(addr), part...)...); err != nil {
			return err
		}
		if err := f.ready(ctx); err != nil {
			return err
		}
		addr += uint32(n)
	}
	return nil
}

// Erase sets the latch, sends a command that erases at an address, and waits for its end.
func (f *Flash) Erase(ctx context.Context, c Command, addr uint32) error {
	if err := f.WriteEnable(ctx); err != nil {
		return err
	}
	if err := f.Send(ctx, c, f.Address(addr)...); err != nil {
		return err
	}
	return f.ready(ctx)
}

// EraseAll sets the latch, erases the chip, and waits for its end.
func (f *Flash) EraseAll(ctx context.Context) error {
	if err := f.WriteEnable(ctx); err != nil {
		return err
	}
	if err := f.Send(ctx, ChipErase); err != nil {
		return err
	}
	return f.ready(ctx)
}

// Wide enters or leaves the mode of addresses of 4 bytes. Some chips require the latch.
func (f *Flash) Wide(ctx context.Context, wide bool) error {
	c := Exit4Byte
	if wide {
		c = Enter4Byte
	}
	if err := f.WriteEnable(ctx); err != nil {
		return err
	}
	if err := f.Send(ctx, c); err != nil {
		return err
	}
	f.wide = wide
	return f.Send(ctx, WriteDisable)
}

// Restart sends the two commands that reset the chip. Addresses have 3 bytes again.
func (f *Flash) Restart(ctx context.Context) error {
	if err := f.Send(ctx, EnableReset); err != nil {
		return err
	}
	f.wide = false
	return f.Send(ctx, Reset)
}

// AfterReset has the chip used again after a reset of the machine: addresses have 3
// bytes, and the controller is to be set up.
func (f *Flash) AfterReset(ctx context.Context) error {
	f.wide = false
	return f.bus.Setup(ctx)
}

// Address returns an address as the chip's mode has it.
func (f *Flash) Address(addr uint32) []byte {
	switch {
	case f.Has(ShortAddress):
		return []byte{byte(addr >> 8), byte(addr)}
	case f.wide:
		return Address4(addr)
	}
	return []byte{byte(addr >> 16), byte(addr >> 8), byte(addr)}
}

// Address4 returns an address of 4 bytes.
func Address4(addr uint32) []byte {
	return []byte{byte(addr >> 24), byte(addr >> 16), byte(addr >> 8), byte(addr)}
}

// ready waits for the end of an operation.
func (f *Flash) ready(ctx context.Context) error {
	done := func(ctx context.Context) (bool, error) {
		s, err := f.Status(ctx)
		return s&Busy == 0, err
	}
	if f.Machine() == nil {
		_, err := done(ctx)
		return err
	}
	return f.Machine().Wait(ctx, "the flash chip not to be busy", done)
}
