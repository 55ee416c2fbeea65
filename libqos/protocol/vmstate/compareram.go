package vmstate

import (
	"fmt"
	"maps"
	"slices"
)

// ram compares the blocks of memory and their pages.
func (c *comparison) ram(a, b *RAM) {
	blocks := func(r *RAM) (names []string) {
		if r != nil {
			for _, b := range r.Blocks {
				names = append(names, b.Name)
			}
		}
		return names
	}
	c.device, c.instance = ramDevice, 0
	inBoth(blocks(a), blocks(b), func(name string, inA, inB bool) {
		switch {
		case !inB:
			c.whole(name, sizeText(a.Block(name)), Absent)
		case !inA:
			c.whole(name, Absent, sizeText(b.Block(name)))
		default:
			c.block(a.Block(name), b.Block(name))
		}
	})
}

// block compares the sizes of blocks and their pages.
func (c *comparison) block(a, b *Block) {
	if a.Size != b.Size {
		c.whole(a.Name, sizeText(a), sizeText(b))
	}
	offsets := slices.AppendSeq(slices.Collect(maps.Keys(a.Pages)), maps.Keys(b.Pages))
	slices.Sort(offsets)
	for _, offset := range slices.Compact(offsets) {
		if a.Pages[offset] != b.Pages[offset] { // a page of zeros has no hash
			c.element(fieldKey{a.Name, "page"}, int(offset), a.pageText(offset), b.pageText(offset))
		}
	}
}

func sizeText(b *Block) string { return fmt.Sprintf("%#x bytes", b.Size) }

// pageText returns the content of a page as text.
func (b *Block) pageText(offset uint64) string {
	hash, ok := b.Pages[offset]
	if !ok {
		return "zeros"
	}
	return fmt.Sprintf("sha256 %x…", hash[:4])
}
