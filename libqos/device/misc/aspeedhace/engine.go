package aspeedhace

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// Interface is the interface of the engine of any chip.
var Interface = graph.NewInterface[*Engine]("aspeed-hace")

// The nodes, by QEMU's names.
var (
	AST2400 = graph.NewDriver[*Engine]("aspeed.hace-ast2400")
	AST2500 = graph.NewDriver[*Engine]("aspeed.hace-ast2500")
	AST2600 = graph.NewDriver[*Engine]("aspeed.hace-ast2600")
	AST1030 = graph.NewDriver[*Engine]("aspeed.hace-ast1030")
	AST2700 = graph.NewDriver[*Engine]("aspeed.hace-ast2700")
)

// The kinds of a board's part, with the most RAM that a chip has: 1 GiB and 2 GiB of DRAM, or as much as the
// registers of an AST2400 and an AST1030 hold (QEMU 11.1's answer: 28 and 31 bits).
var (
	AST2400Kind = kind(AST2400, Model{Address: 0x0fff_ffff, KeyUnit: 64})
	AST2500Kind = kind(AST2500, Model{Address: 0x3fff_ffff, KeyUnit: 64})
	AST2600Kind = kind(AST2600, Model{Address: 0x7fff_ffff, KeyUnit: 8, New: true})
	AST1030Kind = kind(AST1030, Model{Address: 0x7fff_ffff, KeyUnit: 8, New: true})
	AST2700Kind = kind(AST2700, Model{Address: 0x7fff_ffff, KeyUnit: 8, New: true, Upper: true})
)

// Model is what differs between the chips.
type Model struct {
	Address uint32 // the bits of an address that the registers have
	KeyUnit uint32 // the key's address is a multiple of it
	New     bool   // it has the algorithms of the SHA-512 series, and lists (Linux, drivers/crypto/aspeed/aspeed-hace-hash.c)
	Upper   bool   // the addresses have upper halves
}

// Engine is the engine of a board.
type Engine struct {
	board.Device
	Model
}

func kind(d graph.Driver[*Engine], model Model) board.Kind {
	return board.NewKind(d, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Engine, error) {
		return &Engine{Device: board.At(m, p), Model: model}, nil
	})
}

// Request is a message, or a part of one, to be hashed.
type Request struct {
	Command Command
	Source  uint64 // guest-physical address of the message, or of its list with [List]
	Length  uint32 // in bytes
	Digest  uint64 // guest-physical address of the digest, a multiple of 8; of the state with [Accumulate]
}

// Start writes the registers of a request, the command last, which begins it.
func (e *Engine) Start(ctx context.Context, r Request) error {
	var upper error
	if e.Upper {
		upper = errors.Join(
			SourceUpper.Write(ctx, e.Regs, uint32(r.Source>>32)),
			DigestUpper.Write(ctx, e.Regs, uint32(r.Digest>>32)),
			KeyUpper.Write(ctx, e.Regs, uint32(r.Digest>>32)),
		)
	}
	err := errors.Join(upper,
		Source.Write(ctx, e.Regs, uint32(r.Source)),
		Digest.Write(ctx, e.Regs, uint32(r.Digest)),
		Key.Write(ctx, e.Regs, uint32(r.Digest)),
		Length.Write(ctx, e.Regs, r.Length),
		HashCommand.Write(ctx, e.Regs, r.Command),
	)
	if err != nil {
		return fmt.Errorf("aspeedhace: start: %w", err)
	}
	return nil
}

// Run makes a request, waits for its end, and clears the flag of it.
func (e *Engine) Run(ctx context.Context, r Request) error {
	if err := e.Start(ctx, r); err != nil {
		return err
	}
	if err := e.AwaitEnd(ctx); err != nil {
		return err
	}
	return Status.Write(ctx, e.Regs, HashDone)
}

// AwaitEnd waits for the flag of a hash's end.
func (e *Engine) AwaitEnd(ctx context.Context) error {
	return e.Machine.Wait(ctx, "end of the hash", func(ctx context.Context) (bool, error) {
		s, err := Status.Read(ctx, e.Regs)
		return s&(HashDone|HashBusy) == HashDone, err
	})
}

// Entries returns a list of parts of a message: for each the length, with a mark in the last one, and the lower half
// of the address (struct aspeed_sg).
func Entries(parts ...guest.RAM) []byte {
	list := make([]byte, 0, len(parts)*bytesOfEntry)
	for n, p := range parts {
		length := uint32(p.Size)
		if n == len(parts)-1 {
			length |= lastInList
		}
		list = binary.LittleEndian.AppendUint32(list, length)
		list = binary.LittleEndian.AppendUint32(list, uint32(p.Base))
	}
	return list
}
