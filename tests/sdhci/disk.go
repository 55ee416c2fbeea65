package sdhci

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/sd"
)

// disk is the file behind a card and what its blocks should hold.
type disk struct {
	path   string
	size   int64
	blocks map[uint64][]byte // what is not in here is zero
	random *rand.Rand
}

// newDisk makes a file of zeros in QEMU's working directory.
func newDisk(t *graph.T, name string, size int64) *disk {
	t.Helper()
	d := &disk{
		path:   filepath.Join(t.Env.Dir, name),
		size:   size,
		blocks: map[uint64][]byte{},
		random: rand.New(rand.NewPCG(uint64(size), 0)),
	}
	f, err := os.Create(d.path)
	t.Must(err)
	t.Must(f.Truncate(size))
	t.Must(f.Close())
	return d
}

// data returns n blocks of bytes that are like no other, and notes that they
// belong to the card from block on.
func (d *disk) data(block uint64, n int) []byte {
	p := make([]byte, n*sd.BlockSize)
	for i := range p {
		p[i] = byte(d.random.Uint32())
	}
	for i := range uint64(n) {
		d.blocks[block+i] = p[i*sd.BlockSize:][:sd.BlockSize]
	}
	return bytes.Clone(p)
}

// fill writes data into the file, before it becomes a card.
func (d *disk) fill(block uint64, n int) (err error) {
	f, err := os.OpenFile(d.path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	_, err = f.WriteAt(d.data(block, n), int64(block)*sd.BlockSize)
	return err
}

// check compares the file with what it should hold, in every MiB that was
// written to and in the ones beside it.
func (d *disk) check() error {
	const step = 1 << 20
	chunks := map[int64]bool{}
	for block := range d.blocks {
		at := int64(block) * sd.BlockSize / step
		chunks[at-1], chunks[at], chunks[at+1] = true, true, true
	}
	f, err := os.Open(d.path)
	if err != nil {
		return err
	}
	defer f.Close()
	for _, chunk := range slices.Sorted(maps.Keys(chunks)) {
		if chunk < 0 || chunk*step >= d.size {
			continue
		}
		p := make([]byte, step)
		if _, err := io.ReadFull(io.NewSectionReader(f, chunk*step, step), p); err != nil {
			return fmt.Errorf("%s at %#x: %w", d.path, chunk*step, err)
		}
		if err := d.compare(uint64(chunk*step/sd.BlockSize), p); err != nil {
			return err
		}
	}
	return nil
}

// compare compares blocks from number first on with what they should be.
func (d *disk) compare(first uint64, p []byte) error {
	zero := make([]byte, sd.BlockSize)
	for i := range uint64(len(p) / sd.BlockSize) {
		got, want := p[i*sd.BlockSize:][:sd.BlockSize], d.blocks[first+i]
		if want == nil {
			want = zero
		}
		if bytes.Equal(got, want) {
			continue
		}
		at := 0
		for got[at] == want[at] {
			at++
		}
		at &^= 15 // a line of the dump
		return fmt.Errorf("block %d differs at byte %#x:\ngot  %swant %s", first+i, at, hex.Dump(got[at:at+16]), hex.Dump(want[at:at+16]))
	}
	return nil
}
