package npcmfiu

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
)

// Driver is the node of the controller.
var Driver = graph.NewDriver[*Controller]("npcm7xx-fiu")

// Kind returns the kind of a board's part, with the addresses of its chips' windows.
func Kind(windows ...uint64) board.Kind {
	return board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Controller, error) {
		return New(m, p, windows...), nil
	})
}

// Controller is one controller.
type Controller struct {
	board.Device
	Windows []uint64 // guest-physical addresses, by the chip select
}

// New returns a controller of the machine, with the addresses of its chips' windows.
func New(m *guest.Machine, p guest.Peripheral, windows ...uint64) *Controller {
	return &Controller{board.At(m, p), windows}
}

// Run makes a transaction with a control word, and waits for its end. The command and the address are in their registers.
func (c *Controller) Run(ctx context.Context, how Transaction, with State, write, read []byte) error {
	if len(write) > DataSize || len(read) > DataSize {
		return fmt.Errorf("npcmfiu: %d bytes to write and %d to read, want %d or fewer", len(write), len(read), DataSize)
	}
	if err := c.put(ctx, write); err != nil {
		return err
	}
	if err := Format.Write(ctx, c.Regs, how|Writes(len(write))|Reads(len(read))); err != nil {
		return err
	}
	if err := Control.Write(ctx, c.Regs, with|Execute); err != nil {
		return err
	}
	err := c.Machine.Wait(ctx, "the end of a transaction (EXEC_DONE)", func(ctx context.Context) (bool, error) {
		s, err := Control.Read(ctx, c.Regs)
		return s&Execute == 0, err
	})
	if err != nil {
		return fmt.Errorf("npcmfiu: %w", err)
	}
	return c.take(ctx, read)
}

// word is the number of bytes of a register of data.
const word = 4

// put fills the registers of data.
func (c *Controller) put(ctx context.Context, p []byte) error {
	r := WriteData
	for part := range slices.Chunk(p, word) {
		var b [word]byte
		copy(b[:], part)
		if err := r.Write(ctx, c.Regs, binary.LittleEndian.Uint32(b[:])); err != nil {
			return err
		}
		r += word
	}
	return nil
}

// take reads the registers of data.
func (c *Controller) take(ctx context.Context, p []byte) error {
	r := ReadData
	for part := range slices.Chunk(p, word) {
		v, err := r.Read(ctx, c.Regs)
		if err != nil {
			return err
		}
		var b [word]byte
		binary.LittleEndian.PutUint32(b[:], v)
		copy(part, b[:])
		r += word
	}
	return nil
}

// Chip returns the bus with chip select n.
func (c *Controller) Chip(n int) *Chip { return &Chip{c, n} }

// Chip is one of the controller's chip selects.
type Chip struct {
	c *Controller
	n int
}

var _ ssi.Bus = (*Chip)(nil)

// Machine returns the controller's machine.
func (c *Chip) Machine() *guest.Machine { return c.c.Machine }

// Setup does nothing.
func (c *Chip) Setup(context.Context) error { return nil }

// Transfer makes one transfer of transactions that consist of data alone and keep the chip selected; see [ssi.Bus].
func (c *Chip) Transfer(ctx context.Context, write, read []byte) error {
	if len(write)+len(read) == 0 {
		return ssi.ErrEmpty
	}
	err := c.data(ctx, write, read)
	return errors.Join(err, Control.Write(ctx, c.c.Regs, Select(c.n)|Deselected))
}

// data sends and receives as many bytes at a time as the registers hold.
func (c *Chip) data(ctx context.Context, write, read []byte) error {
	for part := range slices.Chunk(write, DataSize) {
		if err := c.c.Run(ctx, 0, Select(c.n), part, nil); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(read, DataSize) {
		if err := c.c.Run(ctx, 0, Select(c.n), nil, part); err != nil {
			return err
		}
	}
	return nil
}
