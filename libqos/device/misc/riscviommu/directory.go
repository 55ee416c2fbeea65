package riscviommu

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
)

// Context is a device context of the extended format (section 3.1.3
// "Device-context fields"), used by IOMMUs with MSI_FLAT.
type Context struct {
	Control uint64 // tc
	Guest   uint64 // iohgatp
	Attr    uint64 // ta
	First   uint64 // fsc: iosatp, without a process directory
}

// Fields of a device context.
const (
	ContextValid uint64 = 1 << 0  // tc.V
	FirstSv39    uint64 = 8 << 60 // fsc.MODE
	contextSize         = 64
)

// FirstStage returns the field fsc for a page table of the mode. root is the
// guest-physical address of its root page.
func FirstStage(mode, root uint64) uint64 { return mode | root>>pageShift }

// Contexts is a device directory of one level: a page of device contexts.
type Contexts struct {
	Addr uint64 // guest-physical
	d    *Device
}

// NewContexts allocates a directory without valid contexts.
func (d *Device) NewContexts(ctx context.Context) (*Contexts, error) {
	addr, err := d.Machine.AllocZeroed(ctx, 1<<pageShift, 1<<pageShift)
	if err != nil {
		return nil, fmt.Errorf("riscviommu: allocate a directory: %w", err)
	}
	return &Contexts{addr, d}, nil
}

// Free frees the directory's memory.
func (c *Contexts) Free() error { return c.d.Machine.Alloc.Free(c.Addr) }

// Set writes the context of a device, numbered 0 to 63.
func (c *Contexts) Set(ctx context.Context, device uint32, dc Context) error {
	const most = 1 << pageShift / contextSize
	if device >= most {
		return fmt.Errorf("riscviommu: set the context of device %d: want a number below %d", device, most)
	}
	var p []byte
	for _, field := range []uint64{dc.Control, dc.Guest, dc.Attr, dc.First} {
		p = binary.LittleEndian.AppendUint64(p, field)
	}
	return c.d.Machine.WriteMemory(ctx, c.Addr+contextSize*uint64(device), p)
}

// Permission is the low bits of a page table entry (RISC-V Privileged
// Architecture, chapter "Sv39: Page-Based 39-bit Virtual-Memory System").
type Permission uint64

// Bits of a page table entry.
const (
	PageValid    Permission = 1 << 0
	PageRead     Permission = 1 << 1
	PageWrite    Permission = 1 << 2
	PageUser     Permission = 1 << 4
	PageAccessed Permission = 1 << 6
	PageDirty    Permission = 1 << 7

	levels    = 3
	indexBits = 9
	entrySize = 8
)

// PageTable is a page table of Sv39 that maps one page.
type PageTable struct {
	Root  uint64 // guest-physical
	leaf  uint64 // address of the page's entry
	pages []uint64
	d     *Device
}

// NewPageTable allocates a page table that maps the page of an I/O virtual address
// to the page of a guest-physical address.
func (d *Device) NewPageTable(ctx context.Context, iova, addr uint64, p Permission) (*PageTable, error) {
	t := &PageTable{d: d}
	if err := t.build(ctx, iova); err != nil {
		return nil, fmt.Errorf("riscviommu: build a page table: %w", errors.Join(err, t.Free()))
	}
	if err := t.Map(ctx, addr, p); err != nil {
		return nil, errors.Join(err, t.Free())
	}
	return t, nil
}

func (t *PageTable) build(ctx context.Context, iova uint64) error {
	for level := levels - 1; level >= 0; level-- {
		page, err := t.d.Machine.AllocZeroed(ctx, 1<<pageShift, 1<<pageShift)
		if err != nil {
			return err
		}
		t.pages = append(t.pages, page)
		if t.leaf == 0 {
			t.Root = page
		} else if err := t.entry(ctx, t.leaf, ppn(page)|uint64(PageValid)); err != nil {
			return err
		}
		index := iova >> (pageShift + indexBits*level) & (1<<indexBits - 1)
		t.leaf = page + entrySize*index
	}
	return nil
}

// Map changes the page's guest-physical address and its permissions.
func (t *PageTable) Map(ctx context.Context, addr uint64, p Permission) error {
	return t.entry(ctx, t.leaf, ppn(addr)|uint64(p))
}

func (t *PageTable) entry(ctx context.Context, at, v uint64) error {
	return t.d.Machine.WriteMemory(ctx, at, binary.LittleEndian.AppendUint64(nil, v))
}

// Free frees the page table's memory.
func (t *PageTable) Free() error {
	var errs []error
	for _, page := range t.pages {
		errs = append(errs, t.d.Machine.Alloc.Free(page))
	}
	return errors.Join(errs...)
}
