package sweep

import "cmp"

// Options say what is swept, and how thoroughly. The zero value takes every region of the memory.
type Options struct {
	Part  string // the QOM path of a device: its regions and those of its parts; "" = all of the machine
	Ports bool   // the ports, too: the processor has instructions for them, as x86 has

	// Dense is the number of bytes at the beginning of a region, as far as they are one, that are accessed one by one, in
	// every width. 0 = DefaultDense. Beyond, there are accesses at each power of two, at the beginning of each of the
	// first 256 pages of 4 KiB, and at the end.
	Dense uint64
	// Whole is the number of bytes at the beginning of a region that are read in blocks besides, 0 = DefaultWhole. QEMU
	// splits a block into accesses of the region's own width.
	Whole uint64
	// Single replaces each block by accesses of four bytes: a *Fault then names the access in place of the block.
	Single bool
	// Except, if not nil, reports whether an access is left out: one that another step shows to be a fault.
	Except func(Access) bool
}

// The defaults of Options, in bytes.
const (
	DefaultDense = 256
	DefaultWhole = 64 << 10
)

func (o Options) dense() uint64 { return cmp.Or(o.Dense, DefaultDense) }
func (o Options) whole() uint64 { return cmp.Or(o.Whole, DefaultWhole) }
