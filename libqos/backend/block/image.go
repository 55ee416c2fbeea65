package block

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sys/unix"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
)

// Image is the file behind a drive together with the expected contents of its
// blocks, so that a test can compare every byte.
type Image struct {
	path      string
	size      int64
	blockSize int
	blocks    map[uint64][]byte // expected contents; zero for other blocks
	random    *rand.Rand
}

// OpenImage returns the image of one of the path's backends, which must be an
// unwritten [File].
func OpenImage(env *run.Env, backend graph.BackendKey, blockSize int) (*Image, error) {
	b, err := env.Backend(backend)
	if err != nil {
		return nil, fmt.Errorf("block: %w", err)
	}
	if b.File == "" {
		return nil, fmt.Errorf("block: backend %q has no file", backend.Name())
	}
	return NewImage(filepath.Join(env.Dir, b.File), b.Backend.File, blockSize), nil
}

// CreateImage makes a file of size bytes, all zero, and returns its image.
func CreateImage(path string, size int64, blockSize int) (*Image, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("block: %w", err)
	}
	if err := errors.Join(f.Truncate(size), f.Close()); err != nil {
		return nil, fmt.Errorf("block: %w", err)
	}
	return NewImage(path, size, blockSize), nil
}

// NewImage returns the image of a file of size bytes, all zero.
func NewImage(path string, size int64, blockSize int) *Image {
	return &Image{
		path:      path,
		size:      size,
		blockSize: blockSize,
		blocks:    map[uint64][]byte{},
		random:    rand.New(rand.NewPCG(uint64(size), uint64(blockSize))),
	}
}

// BlockSize returns the size of a block in bytes.
func (i *Image) BlockSize() int { return i.blockSize }

// Blocks returns the number of blocks.
func (i *Image) Blocks() uint64 { return uint64(i.size) / uint64(i.blockSize) }

// Data returns n blocks of unique bytes, and records them as the expected
// contents from a block on.
func (i *Image) Data(block uint64, n int) []byte {
	p := make([]byte, n*i.blockSize)
	for k := range p {
		p[k] = byte(i.random.Uint32())
	}
	i.Put(block, p)
	return p
}

// Put records these bytes, of whole blocks, as the expected contents.
func (i *Image) Put(block uint64, p []byte) {
	for k := range uint64(len(p) / i.blockSize) {
		i.blocks[block+k] = bytes.Clone(p[k*uint64(i.blockSize):][:i.blockSize])
	}
}

// Zero records zeros as the expected contents of n blocks.
func (i *Image) Zero(block uint64, n int) {
	for k := range uint64(n) {
		delete(i.blocks, block+k)
	}
}

// Want returns the expected contents of n blocks.
func (i *Image) Want(block uint64, n int) []byte {
	p := make([]byte, n*i.blockSize)
	for k := range n {
		copy(p[k*i.blockSize:], i.blocks[block+uint64(k)])
	}
	return p
}

// Fill writes the expected contents of the recorded blocks to the file.
func (i *Image) Fill() (err error) {
	f, err := os.OpenFile(i.path, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("block: %w", err)
	}
	defer func() {
		if e := f.Close(); err == nil && e != nil {
			err = fmt.Errorf("block: %w", e)
		}
	}()
	for _, block := range slices.Sorted(maps.Keys(i.blocks)) {
		if _, err := f.WriteAt(i.blocks[block], int64(block)*int64(i.blockSize)); err != nil {
			return fmt.Errorf("block: %w", err)
		}
	}
	return nil
}

// Check compares the whole file with its expected contents. It skips holes in
// the file where zeros are expected: cards of 4 GiB are mostly holes.
func (i *Image) Check() error {
	f, err := os.Open(i.path)
	if err != nil {
		return fmt.Errorf("block: %w", err)
	}
	defer f.Close()
	size, err := f.Seek(0, io.SeekEnd)
	if err == nil && size < i.size {
		err = fmt.Errorf("%d bytes, want %d: %w", size, i.size, io.ErrUnexpectedEOF)
	}
	if err != nil {
		return fmt.Errorf("block: %s: %w", i.path, err)
	}
	noted := slices.Sorted(maps.Keys(i.blocks))
	const step = 256 // blocks
	p := make([]byte, step*i.blockSize)
	for block := uint64(0); ; block += step {
		if block, err = i.next(f, noted, block); err != nil {
			return fmt.Errorf("block: %s: %w", i.path, err)
		}
		if block >= i.Blocks() {
			return nil
		}
		chunk := p[:min(step, i.Blocks()-block)*uint64(i.blockSize)]
		if _, err := io.ReadFull(io.NewSectionReader(f, int64(block)*int64(i.blockSize), int64(len(chunk))), chunk); err != nil {
			return fmt.Errorf("block: %s at block %d: %w", i.path, block, err)
		}
		if err := i.Compare(block, chunk); err != nil {
			return fmt.Errorf("block: %s: %w", i.path, err)
		}
	}
}

// next returns the first block, from a block on, that is recorded or not a
// hole; the number of blocks if there is none.
func (i *Image) next(f *os.File, noted []uint64, block uint64) (uint64, error) {
	next := i.Blocks()
	if k, _ := slices.BinarySearch(noted, block); k < len(noted) {
		next = min(next, noted[k])
	}
	data, err := f.Seek(int64(block)*int64(i.blockSize), unix.SEEK_DATA)
	switch {
	case errors.Is(err, unix.ENXIO): // a hole to the end
		return next, nil
	case err != nil:
		return 0, err
	}
	return min(next, uint64(data)/uint64(i.blockSize)), nil
}

// Compare compares bytes, of whole blocks, with the expected contents from a
// block on.
func (i *Image) Compare(block uint64, got []byte) error {
	want := i.Want(block, len(got)/i.blockSize)
	if bytes.Equal(got, want) {
		return nil
	}
	at := 0
	for got[at] == want[at] {
		at++
	}
	line := at &^ 15 // of the dump
	return fmt.Errorf("block %d differs at byte %#x:\ngot  %swant %s", block+uint64(at/i.blockSize), at%i.blockSize,
		hex.Dump(got[line:line+16]), hex.Dump(want[line:line+16]))
}
