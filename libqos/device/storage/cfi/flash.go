package cfi

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/qtest"
)

// The nodes of the flash of a board, by its command set.
var (
	AMDDriver   = graph.NewDriver[*AMD]("cfi.pflash02")
	IntelDriver = graph.NewDriver[*Intel]("cfi.pflash01")
)

// Image is the drive behind the flash of a board. It has a file that is all zero, and as large as the flash.
var Image = graph.NewHandle("pflash")

// Layout is how a board has its flash.
type Layout struct {
	Width  int      // of a word: 1, 2 or 4 bytes
	Chips  int      // side by side in a word: 1 or 2
	Blocks []Blocks // erase blocks, from the lowest address on
	ID     []uint16 // the manufacturer and the device, in autoselect mode
}

// Blocks are so many erase blocks of Size bytes, of all chips together, at addresses that follow each other.
type Blocks struct {
	N    int
	Size int64
}

// Uniform returns the blocks of a flash that has them all of a size.
func Uniform(n int, size int64) []Blocks { return []Blocks{{n, size}} }

// Size returns the size of the flash in bytes.
func (l Layout) Size() int64 {
	var size int64
	for _, b := range l.Blocks {
		size += int64(b.N) * b.Size
	}
	return size
}

// AMDPart is a board's flash with the command set of AMD.
func AMDPart(name string, base uint64, l Layout) board.Part {
	return l.part(name, base, board.NewKind(AMDDriver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*AMD, error) {
		return &AMD{flash(m, p, l)}, nil
	}))
}

// IntelPart is a board's flash with the command set of Intel.
func IntelPart(name string, base uint64, l Layout) board.Part {
	return l.part(name, base, board.NewKind(IntelDriver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Intel, error) {
		return &Intel{flash(m, p, l)}, nil
	}))
}

// StrataFlash is an [IntelPart] of two chips of 16 bits side by side, with n erase blocks of 128 KiB each.
func StrataFlash(name string, base uint64, n int) board.Part {
	const pair = 256 << 10
	return IntelPart(name, base, Layout{Width: 4, Chips: 2, Blocks: Uniform(n, pair), ID: []uint16{0x89, 0x18}})
}

func (l Layout) part(name string, base uint64, k board.Kind) board.Part {
	return board.Part{Kind: k, Name: name, Base: base, Needs: []graph.EdgeOption{l.drive()}}
}

// drive returns the option by which a board's first flash has the [Image].
func (l Layout) drive() graph.EdgeOption {
	return graph.Define(Image, graph.Backend{
		Kind: graph.Drive, File: l.Size(),
		Props: []graph.Prop{graph.P("if", "pflash"), graph.P("format", "raw"), {Name: "file", Value: graph.File()}},
	})
}

// Flash is the flash of a board, whatever its command set. Addresses are those of words: the addresses of a
// command in a data sheet are the same for a chip of each width.
type Flash struct {
	board.Device
	Layout
}

func flash(m *guest.Machine, p guest.Peripheral, l Layout) Flash {
	p.Order = m.Order
	return Flash{board.At(m, p), l}
}

// Words returns the number of words.
func (f *Flash) Words() uint64 { return uint64(f.Size()) / uint64(f.Width) }

// Block returns the address of the first word of an erase block.
func (f *Flash) Block(n int) uint64 {
	var at int64
	for _, b := range f.Blocks {
		k := min(n, b.N)
		at, n = at+int64(k)*b.Size, n-k
	}
	return uint64(at) / uint64(f.Width)
}

// Read reads a word.
func (f *Flash) Read(ctx context.Context, addr uint64) (uint64, error) {
	v, err := f.Regs.Load(ctx, qtest.Width(f.Width), addr*uint64(f.Width))
	if err != nil {
		return 0, fmt.Errorf("cfi: read the word at %#x: %w", addr, err)
	}
	return v, nil
}

// Write writes a word.
func (f *Flash) Write(ctx context.Context, addr, v uint64) error {
	if err := f.Regs.Store(ctx, qtest.Width(f.Width), addr*uint64(f.Width), v); err != nil {
		return fmt.Errorf("cfi: write %#x to the word at %#x: %w", v, addr, err)
	}
	return nil
}

// Command writes a command to each chip.
func (f *Flash) Command(ctx context.Context, addr uint64, command uint16) error {
	return f.Write(ctx, addr, f.Each(command))
}

// Each returns a word in which each chip has v.
func (f *Flash) Each(v uint16) uint64 {
	if f.Chips == 2 {
		return uint64(v)<<(4*f.Width) | uint64(v)
	}
	return uint64(v)
}

// Ones returns a word of an erased block.
func (f *Flash) Ones() uint64 { return 1<<(8*f.Width) - 1 }

// Bytes returns words as they are in the image: their lowest byte is the first one.
func (f *Flash) Bytes(words ...uint64) []byte {
	var p []byte
	for _, v := range words {
		p = append(p, binary.LittleEndian.AppendUint64(nil, v)[:f.Width]...)
	}
	return p
}
