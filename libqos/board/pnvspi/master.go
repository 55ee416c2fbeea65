package pnvspi

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
)

// Driver is the node of the master.
var Driver = graph.NewDriver[*Master]("pnv-spi")

// Kind is the kind of a board's part.
var Kind = board.NewKind(Driver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Master, error) {
	return New(m, p), nil
})

// Master is one master, with its first responder.
type Master struct {
	board.Device
	ready bool
}

var _ ssi.Bus = (*Bus)(nil)

// New returns a master of the machine.
func New(m *guest.Machine, p guest.Peripheral) *Master { return &Master{Device: board.At(m, p)} }

// Bus is a master as the controller of its bus.
type Bus struct{ *Master }

// Machine returns the master's machine.
func (b *Bus) Machine() *guest.Machine { return b.Master.Machine }

// divider is the divider of the clock (Linux, fsi_spi_transfer_init).
const divider = 19

// Setup resets the master, and sets its clock (Linux, fsi_spi_reset and fsi_spi_transfer_init).
func (m *Master) Setup(ctx context.Context) error {
	m.ready = true
	return errors.Join(
		m.Reset(ctx),
		ClockConfig.Write(ctx, m.Regs, Divider(divider)|NoDelay|NoECC),
	)
}

// Reset resets the master.
func (m *Master) Reset(ctx context.Context) error {
	return errors.Join(
		ClockConfig.Write(ctx, m.Regs, Reset1),
		ClockConfig.Write(ctx, m.Regs, Reset2),
		StatusRegister.Write(ctx, m.Regs, 0),
	)
}

// most is the most bytes that a loop moves.
const most = 256 * Word

// ErrTwoLoops means that a transfer is too long in both directions. A sequence has one loop here.
var ErrTwoLoops = errors.New("pnvspi: more than 16 bytes to write, and more than 16 to read")

// plan is the sequence for a transfer.
type plan struct {
	operations []Operation
	times      int // of the loop, 0 without one
}

// shift adds the operations that move n bytes: an incomplete word first, because a loop moves whole ones.
func (p *plan) shift(n int, operation func(int) Operation) error {
	p.operations = append(p.operations, operation((n-1)%Word+1))
	words := (n - 1) / Word
	if words == 0 {
		return nil
	}
	p.operations = append(p.operations, operation(Word))
	switch {
	case words == 1:
		return nil
	case words*Word > most:
		return fmt.Errorf("pnvspi: got %d bytes, want at most %d and an incomplete word", n, most)
	case p.times > 0:
		return ErrTwoLoops
	}
	p.times = words
	p.operations = append(p.operations, Loop(len(p.operations)-1))
	return nil
}

// planned returns the sequence for a transfer.
func planned(write, read int) (plan, error) {
	p := plan{operations: []Operation{Select}}
	if err := p.shift(write, ShiftOut); err != nil {
		return plan{}, err
	}
	if read > 0 {
		if err := p.shift(read, ShiftIn); err != nil {
			return plan{}, err
		}
	}
	p.operations = append(p.operations, Deselect)
	return p, nil
}

// Transfer makes one transfer; see [ssi.Bus]. The sequencer sends before it receives, so there is something to write.
func (b *Bus) Transfer(ctx context.Context, write, read []byte) error {
	if len(write) == 0 {
		return ssi.ErrEmpty
	}
	p, err := planned(len(write), len(read))
	if err != nil {
		return err
	}
	if !b.ready {
		if err := b.Setup(ctx); err != nil {
			return err
		}
	}
	times := Counters(0)
	if p.times > 0 {
		times = Times(p.times)
	}
	if err := errors.Join(
		CounterConfig.Write(ctx, b.Regs, times),
		Sequence.Write(ctx, b.Regs, Operations(p.operations...)),
		b.send(ctx, write),
		b.receive(ctx, read),
	); err != nil {
		return err
	}
	return b.Await(ctx, "the end of a sequence (SEQ_IDLE)", Idle, Idle)
}

// Await waits for a status.
func (m *Master) Await(ctx context.Context, what string, mask, want Status) error {
	err := m.Machine.Wait(ctx, what, func(ctx context.Context) (bool, error) {
		s, err := StatusRegister.Read(ctx, m.Regs)
		if err == nil && s&Errors != 0 {
			err = fmt.Errorf("pnvspi: %v", s)
		}
		return s&mask == want, err
	})
	if err != nil {
		return fmt.Errorf("pnvspi: %w", err)
	}
	return nil
}

// words cuts p into words, of which an operation of a plan moves one. The first may be shorter.
func words(p []byte) (parts [][]byte) {
	for len(p) > 0 {
		n := (len(p)-1)%Word + 1
		parts, p = append(parts, p[:n]), p[n:]
	}
	return parts
}

// send gives the words to TDR. The first byte is the most significant one.
func (b *Bus) send(ctx context.Context, p []byte) error {
	for _, part := range words(p) {
		if err := b.Await(ctx, "TDR to be empty", TransmitFull, 0); err != nil {
			return err
		}
		var word [Word]byte
		copy(word[:], part)
		if err := TransmitData.Write(ctx, b.Regs, binary.BigEndian.Uint64(word[:])); err != nil {
			return err
		}
	}
	return nil
}

// receive takes the words from RDR. The last byte is the least significant one.
func (b *Bus) receive(ctx context.Context, p []byte) error {
	for _, part := range words(p) {
		if err := b.Await(ctx, "RDR to be full", ReceiveFull, ReceiveFull); err != nil {
			return err
		}
		v, err := ReceiveData.Read(ctx, b.Regs)
		if err != nil {
			return err
		}
		var word [Word]byte
		binary.BigEndian.PutUint64(word[:], v)
		copy(part, word[Word-len(part):])
	}
	return nil
}
