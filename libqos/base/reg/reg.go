package reg

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"unsafe"

	"github.com/qgraph/qgraph/qtest"
)

// Word is the value of a register: an unsigned integer of its width, or a type
// based on one.
type Word interface {
	~uint8 | ~uint16 | ~uint32 | ~uint64
}

// Space is a container of registers: a memory-mapped window, a BAR, I/O ports,
// configuration space. It knows the device's byte order and the machine's, so
// that values are those of the manual on every machine.
type Space interface {
	// Load reads the register of width w at offset.
	Load(ctx context.Context, w qtest.Width, offset uint64) (uint64, error)
	// Store writes the register of width w at offset.
	Store(ctx context.Context, w qtest.Width, offset, value uint64) error
}

// Reg is the offset, in bytes, of a register with the width and meaning of V.
type Reg[V Word] uint64

// Width returns the register's width.
func (r Reg[V]) Width() qtest.Width {
	var v V
	return qtest.Width(unsafe.Sizeof(v))
}

// Read reads the register with one access of its width.
func (r Reg[V]) Read(ctx context.Context, s Space) (V, error) {
	v, err := s.Load(r.noted(ctx), r.Width(), uint64(r))
	if err != nil {
		return 0, fmt.Errorf("reg: read %d bytes at %#x: %w", r.Width(), uint64(r), err)
	}
	return V(v), nil
}

// Write writes the register with one access of its width.
func (r Reg[V]) Write(ctx context.Context, s Space, v V) error {
	if err := s.Store(r.noted(ctx), r.Width(), uint64(r), uint64(v)); err != nil {
		return fmt.Errorf("reg: write %#x to %d bytes at %#x: %w", uint64(v), r.Width(), uint64(r), err)
	}
	return nil
}

// noted returns ctx with the transcript's note on the access.
func (r Reg[V]) noted(ctx context.Context) context.Context {
	return qtest.WithNote(ctx, qtest.Note{Type: typeName[V](), Offset: uint64(r), Format: meaning[V]})
}

// meaning returns the text of v as a V; a number if V has no String.
func meaning[V Word](v uint64) string { return fmt.Sprint(V(v)) }

// Modify reads the register, clears the bits of clear, sets those of set and
// writes it back.
func (r Reg[V]) Modify(ctx context.Context, s Space, clear, set V) error {
	v, err := r.Read(ctx, s)
	if err != nil {
		return err
	}
	return r.Write(ctx, s, v&^clear|set)
}

// ReadT is [Reg.Read] for tests: an error ends the test.
func (r Reg[V]) ReadT(t testing.TB, s Space) V {
	t.Helper()
	v, err := r.Read(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// WriteT is [Reg.Write] for tests: an error ends the test.
func (r Reg[V]) WriteT(t testing.TB, s Space, v V) {
	t.Helper()
	if err := r.Write(t.Context(), s, v); err != nil {
		t.Fatal(err)
	}
}

// Bit is a named field of a register, usually one bit.
type Bit[V Word] struct {
	Mask V
	Name string // the manual's mnemonic
}

// Format returns the names of the bits set in v, joined by "|", then the
// remaining bits in hexadecimal; "0" if no bit is set.
func Format[V Word](v V, bits []Bit[V]) string {
	var names []string
	rest := v
	for _, b := range bits {
		if b.Mask != 0 && v&b.Mask == b.Mask {
			names = append(names, b.Name)
			rest &^= b.Mask
		}
	}
	if rest != 0 || len(names) == 0 {
		names = append(names, fmt.Sprintf("%#x", uint64(rest)))
	}
	return strings.Join(names, "|")
}
