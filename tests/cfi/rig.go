package cfi

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/cfi"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// rig is a flash under test, whatever its command set.
type rig struct {
	t *run.T
	*cfi.Flash
}

// word returns a word of its own for each address, other than that of its neighbours in each byte.
func (r rig) word(addr uint64) uint64 {
	const odd = 0x9d3b5a71
	return ((addr + 1) * odd) & r.Ones()
}

// words returns the words of n addresses from one on.
func (r rig) words(addr uint64, n int) []uint64 {
	all := make([]uint64, 0, n)
	for k := range uint64(n) {
		all = append(all, r.word(addr+k))
	}
	return all
}

// get reads a word.
func (r rig) get(addr uint64) uint64 {
	r.t.Helper()
	v, err := r.Read(r.t.Context(), addr)
	r.t.Must(err)
	return v
}

// reads checks words from an address on.
func (r rig) reads(when string, addr uint64, want ...uint64) {
	r.t.Helper()
	for n, w := range want {
		if got := r.get(addr + uint64(n)); got != w {
			r.t.Errorf("%s: the word at %#x is %#x, want %#x", when, addr+uint64(n), got, w)
			return
		}
	}
}

// erased checks the first, the last and some word of a block.
func (r rig) erased(when string, block int) {
	r.t.Helper()
	first, end := r.Block(block), r.Block(block+1)
	for _, addr := range []uint64{first, first + (end-first)/3, end - 1} {
		r.reads(when+fmt.Sprintf(", block %d", block), addr, r.Ones())
	}
}

// blocks returns the number of blocks.
func (r rig) blocks() int {
	n := 0
	for _, b := range r.Blocks {
		n += b.N
	}
	return n
}

// file returns n bytes of the image.
func (r rig) file(at int64, n int) []byte {
	r.t.Helper()
	b, err := r.t.Env.Backend(cfi.Image)
	r.t.Must(err)
	f, err := os.Open(filepath.Join(r.t.Env.Dir, b.File))
	r.t.Must(err)
	defer func() { r.t.Must(f.Close()) }()
	p := make([]byte, n)
	_, err = f.ReadAt(p, at)
	r.t.Must(err)
	return p
}

// inImage checks a block of the image that has these words at its beginning and is erased otherwise, and
// the blocks beside it, which are as they were made: all zero.
func (r rig) inImage(block int, words []uint64) {
	r.t.Helper()
	at, end := int64(r.Block(block))*int64(r.Width), int64(r.Block(block+1))*int64(r.Width)
	want := r.Bytes(words...)
	for int64(len(want)) < end-at {
		want = append(want, 0xff)
	}
	same.Bytes(r.t, "the block in the image", r.file(at, len(want)), want)
	const few = 16
	same.Bytes(r.t, "the end of the block before", r.file(at-few, few), make([]byte, few))
	same.Bytes(r.t, "the beginning of the block behind", r.file(end, few), make([]byte, few))
}

// query checks how the chips identify and describe themselves, and leaves them so.
func (r rig) query(commands uint16) cfi.Query {
	r.t.Helper()
	q, err := r.Query(r.t.Context())
	r.t.Must(err)
	if q.Commands != commands {
		r.t.Errorf("the ID of the command set is %#04x, want %#04x", q.Commands, commands)
	}
	if q.Primary != "PRI10" && q.Primary != "PRI11" {
		r.t.Errorf("the table of the command set begins with %q, want \"PRI\" and the version 1.0 or 1.1", q.Primary)
	}
	if got := q.Size * int64(r.Chips); got != r.Size() {
		r.t.Errorf("%d chips have %d bytes, want %d", r.Chips, got, r.Size())
	}
	if len(q.Blocks) != len(r.Blocks) {
		r.t.Fatalf("the chip has %d regions of erase blocks, want %d", len(q.Blocks), len(r.Blocks))
	}
	for n, want := range r.Blocks {
		got := q.Blocks[n]
		got.Size *= int64(r.Chips)
		if got != want {
			r.t.Errorf("region %d has %d blocks of %d bytes, want %d of %d", n, got.N, got.Size, want.N, want.Size)
		}
	}
	return q
}
