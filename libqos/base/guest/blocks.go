package guest

import (
	"context"
	"slices"
)

// Block is bytes of guest memory.
type Block struct {
	Addr  uint64
	Bytes []byte
}

// readGap is the largest gap, in bytes, between two blocks that are read together.
// Reading the gap costs less than another exchange.
const readGap = 4096

// ReadBlocks fills blocks of RAM from guest memory. Neighbouring blocks are read in
// one access, together with the gap between them.
func (m *Machine) ReadBlocks(ctx context.Context, blocks ...Block) error {
	for run := range runs(blocks, readGap) {
		p := make([]byte, run[len(run)-1].end()-run[0].Addr)
		if err := m.ReadMemory(ctx, run[0].Addr, p); err != nil {
			return err
		}
		for _, b := range run {
			copy(b.Bytes, p[b.Addr-run[0].Addr:])
		}
	}
	return nil
}

// WriteBlocks writes blocks to RAM. They must not overlap. Blocks without a gap
// between them are written in one access.
func (m *Machine) WriteBlocks(ctx context.Context, blocks ...Block) error {
	for run := range runs(blocks, 0) {
		var p []byte
		for _, b := range run {
			p = append(p, b.Bytes...)
		}
		if err := m.WriteMemory(ctx, run[0].Addr, p); err != nil {
			return err
		}
	}
	return nil
}

func (b Block) end() uint64 { return b.Addr + uint64(len(b.Bytes)) }

// runs yields the blocks in order of their addresses, grouped where the gap between
// them is at most gap bytes. Each group ends no earlier than the one before it.
func runs(blocks []Block, gap uint64) func(yield func([]Block) bool) {
	blocks = slices.Clone(blocks)
	slices.SortFunc(blocks, func(a, b Block) int {
		switch {
		case a.Addr < b.Addr:
			return -1
		case a.Addr > b.Addr:
			return 1
		}
		return 0
	})
	return func(yield func([]Block) bool) {
		from := 0
		for i := 1; i <= len(blocks); i++ {
			if i < len(blocks) && blocks[i].Addr >= blocks[i-1].end() && blocks[i].Addr-blocks[i-1].end() <= gap {
				continue
			}
			if !yield(blocks[from:i]) {
				return
			}
			from = i
		}
	}
}
