package vmstate

import (
	"bytes"
	"crypto/sha256"
)

// RAM is the memory of a machine: RAM, and as QEMU keeps them in the same way, ROMs and the memory of devices.
type RAM struct {
	Blocks []*Block
	last   *Block // of the page before
}

// Block is a block of memory.
type Block struct {
	Name  string
	Size  uint64          // in bytes
	Pages map[uint64]Hash // the pages that are not all zeros, by their offset
}

// Hash is the SHA-256 sum of a page.
type Hash [sha256.Size]byte

// Block returns the block of a name, nil if there is none.
func (r *RAM) Block(name string) *Block {
	for _, b := range r.Blocks {
		if b.Name == name {
			return b
		}
	}
	return nil
}

// ramDevice is QEMU's name for the RAM's sections.
const ramDevice = "ram"

// Each record of the RAM's sections begins with an offset and, in the bits of a page's offset that are always zero, one of
// these.
const (
	ramFill     = 0x02 // a page of one byte's copies: the byte
	ramBlocks   = 0x04 // the names and sizes of the blocks
	ramPage     = 0x08 // a page
	ramEnd      = 0x10 // the end of the section's records
	ramSame     = 0x20 // with a page: it is in the block of the page before
	ramFlagMask = 0xfff
)

// ram reads a section of the RAM.
func (p *parser) ram(kind Kind) error {
	if p.pageSize <= ramSame || p.pageSize&(p.pageSize-1) != 0 || p.pageSize > 1<<30 {
		return p.errorf("a page size of %d bytes", p.pageSize)
	}
	if kind == First {
		if p.stream.RAM != nil {
			return p.errorf("the stream has the RAM twice")
		}
		p.stream.RAM = &RAM{}
	}
	if p.stream.RAM == nil {
		return p.errorf("no sizes of blocks before the pages")
	}
	for {
		word, err := p.u64()
		if err != nil {
			return err
		}
		mask := min(p.pageSize-1, ramFlagMask)
		offset, flags := word&^mask, word&mask
		switch {
		case flags == ramEnd && offset == 0:
			return nil
		case flags == ramBlocks && kind == First:
			err = p.blocks(offset)
		case flags&^ramSame == ramFill, flags&^ramSame == ramPage:
			err = p.page(offset, flags)
		default:
			p.at -= 8
			err = p.errorf("a record of the RAM with the flags %#x", flags)
		}
		if err != nil {
			return err
		}
	}
}

// blocks reads the names and sizes of the blocks, which have total bytes together.
func (p *parser) blocks(total uint64) error {
	for total > 0 {
		name, err := p.name()
		if err != nil {
			return err
		}
		size, err := p.u64()
		if err != nil {
			return err
		}
		if size == 0 || size > total {
			return p.errorf("block %q has %d of %d bytes that are left of the total", name, size, total)
		}
		p.stream.RAM.Blocks = append(p.stream.RAM.Blocks, &Block{Name: name, Size: size, Pages: map[uint64]Hash{}})
		total -= size
	}
	return nil
}

// page reads a page.
func (p *parser) page(offset, flags uint64) error {
	r := p.stream.RAM
	if flags&ramSame == 0 {
		name, err := p.name()
		if err != nil {
			return err
		}
		if r.last = r.Block(name); r.last == nil {
			return p.errorf("a page of %q, which is no block", name)
		}
	}
	switch {
	case r.last == nil:
		return p.errorf("a page of no block")
	case offset >= r.last.Size:
		return p.errorf("a page at %#x in %q, which has %#x bytes", offset, r.last.Name, r.last.Size)
	}
	var content []byte
	if flags&ramFill != 0 {
		fill, err := p.u8()
		if err != nil {
			return err
		}
		if fill == 0 {
			delete(r.last.Pages, offset)
			return nil
		}
		content = bytes.Repeat([]byte{fill}, int(p.pageSize))
	} else {
		var err error
		if content, err = p.take(p.pageSize); err != nil {
			return err
		}
	}
	if len(bytes.Trim(content, "\x00")) == 0 {
		delete(r.last.Pages, offset)
		return nil
	}
	r.last.Pages[offset] = sha256.Sum256(content)
	return nil
}
