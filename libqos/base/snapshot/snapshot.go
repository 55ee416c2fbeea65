package snapshot

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/qgraph/qgraph/libqos/base/memmap"
	"github.com/qgraph/qgraph/qtest"
)

// Snapshot has the values of registers at one moment.
type Snapshot struct {
	blocks []Block
}

// Block has the values of adjacent registers.
type Block struct {
	Name  string // "0x10009000-0x10009fff pl011": unique in the snapshot
	Bytes []byte // as a processor reads them, at ascending addresses
}

// Options say which registers are taken. The zero value takes all memory-mapped ones.
type Options struct {
	Part  string // the QOM path of a device: its regions and those of its parts; "" = all of the machine
	Ports bool   // the ports, too: the processor has instructions for them, as x86 has
	Limit int    // bytes of a region that are read, from its beginning on; 0 = DefaultLimit
}

// DefaultLimit is the default of Options.Limit, in bytes.
const DefaultLimit = 4 << 10

// blockSize is the number of bytes of one request.
const blockSize = 1 << 10

// Take reads the registers of m. Memory is read in blocks, which QEMU splits into accesses of a region's own width; ports are
// read byte by byte.
func Take(ctx context.Context, c *qtest.Conn, m *memmap.Map, o Options) (*Snapshot, error) {
	if o.Limit == 0 {
		o.Limit = DefaultLimit
	}
	s := &Snapshot{}
	for _, r := range o.ranges(m.Memory()) {
		if err := takeMemory(ctx, c, r.First, s.block(r, o.Limit)); err != nil {
			return nil, err
		}
	}
	if o.Ports {
		for _, r := range o.ranges(m.Ports()) {
			if r.Last > math.MaxUint16 {
				continue
			}
			if err := takePorts(ctx, c, uint16(r.First), s.block(r, o.Limit)); err != nil {
				return nil, err
			}
		}
	}
	if err := c.Sync(ctx); err != nil {
		return nil, fmt.Errorf("snapshot: %w", err)
	}
	return s, nil
}

// ranges returns the ranges with registers.
func (o Options) ranges(v memmap.View) []memmap.Range {
	var list []memmap.Range
	for _, r := range v.Ranges {
		if r.Kind == memmap.IO && !r.Hole && (o.Part == "" || r.Owner.Within(o.Part)) {
			list = append(list, r)
		}
	}
	return list
}

// block adds a block for the beginning of a range, and returns its bytes.
func (s *Snapshot) block(r memmap.Range, limit int) []byte {
	size := r.Last - r.First // one less than the size, which may be 2^64
	b := make([]byte, min(size, uint64(limit)-1)+1)
	s.blocks = append(s.blocks, Block{r.String(), b})
	return b
}

func takeMemory(ctx context.Context, c *qtest.Conn, addr uint64, into []byte) error {
	for len(into) > 0 {
		n := min(len(into), blockSize)
		here := into[:n]
		if err := c.PostReadMemory(ctx, addr, n, func(p []byte) { copy(here, p) }); err != nil {
			return fmt.Errorf("snapshot: %w", err)
		}
		addr, into = addr+uint64(n), into[n:]
	}
	return nil
}

func takePorts(ctx context.Context, c *qtest.Conn, port uint16, into []byte) error {
	for i := range into {
		if err := c.PostIn(ctx, qtest.Width8, port+uint16(i), func(v uint64) { into[i] = byte(v) }); err != nil {
			return fmt.Errorf("snapshot: %w", err)
		}
	}
	return nil
}

// Add adds values that were read by other means. Each name is used once.
func (s *Snapshot) Add(name string, bytes []byte) {
	s.blocks = append(s.blocks, Block{name, bytes})
}

// Size returns the number of bytes.
func (s *Snapshot) Size() int {
	n := 0
	for _, b := range s.blocks {
		n += len(b.Bytes)
	}
	return n
}

// find returns the block with that name.
func (s *Snapshot) find(name string) (Block, bool) {
	for _, b := range s.blocks {
		if b.Name == name {
			return b, true
		}
	}
	return Block{}, false
}

// region returns the name of a block's region without its addresses.
func (b Block) region() string {
	if _, region, ok := strings.Cut(b.Name, " "); ok && strings.HasPrefix(b.Name, "0x") {
		return region
	}
	return b.Name
}
