package pci

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/qgraph/qgraph/libqos/base/guest"
)

// window is a window of the host bridge with a record of the used ranges.
type window struct {
	Window
	free *guest.Allocator
}

func newWindow(w Window) *window {
	return &window{w, guest.NewAllocator(guest.RAM{Base: w.Base, Size: w.Size})}
}

// fits reports whether the window leads to the BAR's bus, accepts the BAR, and has
// addresses that fit the BAR's register.
func (w *window) fits(b BAR, bus uint8) bool {
	if w.Bus != bus {
		return false
	}
	if b.Kind == IO || w.IO {
		return b.Kind == IO && w.IO
	}
	if w.Prefetchable && !b.Prefetchable {
		return false
	}
	return b.Kind == Memory64 || w.Base+w.Size <= 1<<32
}

// mapKey names a BAR on the bus.
type mapKey struct {
	at  Address
	bar int
}

// mapping is the placement of a BAR.
type mapping struct {
	bar  BAR
	in   *window
	base uint64 // PCI address
}

// pageSize is the smallest distance, in bytes, between two BARs in memory. QEMU
// maps whole pages fastest, and a real machine could protect them separately.
const pageSize = 4096

// Map places a BAR in one of the host bridge's windows, programs its address
// and returns its registers, those of a little-endian device. A mapped BAR
// keeps its address, which is programmed again if a reset cleared it. The
// device decodes the BAR after [Device.Enable].
func (d *Device) Map(ctx context.Context, bar int) (*Region, error) {
	return d.MapOrder(ctx, bar, binary.LittleEndian)
}

// Open maps a BAR and enables the device. It neither resets nor starts it.
func (d *Device) Open(ctx context.Context, bar int) (*Region, error) {
	r, err := d.Map(ctx, bar)
	if err != nil {
		return nil, err
	}
	if err := d.Enable(ctx); err != nil {
		return nil, err
	}
	return r, nil
}

// MapOrder is [Device.Map] for a device whose registers have the given byte
// order.
func (d *Device) MapOrder(ctx context.Context, bar int, order binary.ByteOrder) (*Region, error) {
	if placed, known := d.bus.mapped[mapKey{d.at, bar}]; known {
		return d.mapAs(ctx, placed.bar, order)
	}
	b, err := d.BAR(ctx, bar)
	if err != nil {
		return nil, err
	}
	return d.mapAs(ctx, b, order)
}

// MapDeclared is [Device.Map] with a declared BAR, for a device that does not
// support the sizing protocol.
func (d *Device) MapDeclared(ctx context.Context, bar BAR) (*Region, error) {
	return d.mapAs(ctx, bar, binary.LittleEndian)
}

func (d *Device) mapAs(ctx context.Context, bar BAR, order binary.ByteOrder) (*Region, error) {
	key := mapKey{d.at, bar.Index}
	placed, known := d.bus.mapped[key]
	if !known {
		var err error
		if placed, err = d.bus.place(bar, d.at.Bus); err != nil {
			return nil, fmt.Errorf("pci: map %v of %v: %w", bar, d, err)
		}
		d.bus.mapped[key] = placed
	}
	if err := d.program(ctx, placed, !known); err != nil {
		return nil, fmt.Errorf("pci: map %v of %v: %w", placed.bar, d, err)
	}
	return d.bus.region(placed.bar, placed.in.Window, placed.base, order), nil
}

// Mapped returns the registers of a BAR that is mapped, in the given byte order, without
// a look at the device.
func (d *Device) Mapped(bar int, order binary.ByteOrder) (*Region, error) {
	placed, known := d.bus.mapped[mapKey{d.at, bar}]
	if !known {
		return nil, fmt.Errorf("pci: BAR%d of %v: it is not mapped", bar, d)
	}
	return d.bus.region(placed.bar, placed.in.Window, placed.base, order), nil
}

// Move gives a mapped BAR another address: in the last window that has room, which is
// above 4 GiB where there is one and the BAR can be there. The old address is free
// afterwards. The error wraps [ErrNoWindow] if there is no other place; the BAR stays
// then. The device should not decode the BAR meanwhile.
func (d *Device) Move(ctx context.Context, bar int, order binary.ByteOrder) (*Region, error) {
	key := mapKey{d.at, bar}
	old, known := d.bus.mapped[key]
	if !known {
		return nil, fmt.Errorf("pci: move BAR%d of %v: it is not mapped", bar, d)
	}
	placed, err := d.bus.placeIn(slices.Backward(d.bus.windows), old.bar, d.at.Bus)
	if err != nil {
		return nil, fmt.Errorf("pci: move %v of %v: %w", old.bar, d, err)
	}
	if err := d.bus.release(key); err != nil {
		return nil, fmt.Errorf("pci: move %v of %v: %w", old.bar, d, err)
	}
	d.bus.mapped[key] = placed
	return d.mapAs(ctx, placed.bar, order)
}

// Unmap frees the addresses of a BAR and clears its register.
func (d *Device) Unmap(ctx context.Context, bar int) error {
	key := mapKey{d.at, bar}
	placed, known := d.bus.mapped[key]
	if !known {
		return fmt.Errorf("pci: unmap BAR%d of %v: it is not mapped", bar, d)
	}
	if err := d.bus.release(key); err != nil {
		return fmt.Errorf("pci: unmap %v of %v: %w", placed.bar, d, err)
	}
	placed.base = 0
	if err := d.program(ctx, placed, true); err != nil {
		return fmt.Errorf("pci: unmap %v of %v: %w", placed.bar, d, err)
	}
	return nil
}

// program writes the BAR's address. If it is not new, the registers may already
// contain it.
func (d *Device) program(ctx context.Context, p mapping, isNew bool) error {
	for i := range p.bar.Registers() {
		r, want := BaseAddress(p.bar.Index+i), uint32(p.base>>(32*i))
		if i == 0 {
			want |= p.bar.Flags()
		}
		if !isNew {
			got, err := r.Read(ctx, d.Config())
			if err != nil {
				return err
			}
			if got == want {
				continue
			}
		}
		if err := r.Write(ctx, d.Config(), want); err != nil {
			return err
		}
		got, err := r.Read(ctx, d.Config())
		if err != nil {
			return err
		}
		if got != want {
			return fmt.Errorf("base address register %d = %#x after a write, want %#x", p.bar.Index+i, got, want)
		}
	}
	return nil
}

// place finds addresses for a BAR on a bus, in the first window that has room.
func (b *Bus) place(bar BAR, bus uint8) (mapping, error) {
	return b.placeIn(slices.All(b.windows), bar, bus)
}

// placeIn is [Bus.place] with the windows in another order.
func (b *Bus) placeIn(windows iter.Seq2[int, *window], bar BAR, bus uint8) (mapping, error) {
	errs := []error{ErrNoWindow}
	for _, w := range windows {
		if !w.fits(bar, bus) {
			continue
		}
		align := bar.Size
		if bar.Kind != IO {
			align = max(align, pageSize)
		}
		base, err := w.free.Alloc(bar.Size, align)
		if err == nil {
			return mapping{bar, w, base}, nil
		}
		errs = append(errs, err)
	}
	return mapping{}, errors.Join(errs...)
}

// release frees the addresses of a BAR.
func (b *Bus) release(key mapKey) error {
	p := b.mapped[key]
	delete(b.mapped, key)
	return p.in.free.Free(p.base)
}

// forget frees the addresses of every BAR of a removed device.
func (b *Bus) forget(at Address) error {
	var errs []error
	for bar := range barCount {
		key := mapKey{at, bar}
		if _, known := b.mapped[key]; known {
			errs = append(errs, b.release(key))
		}
	}
	return errors.Join(errs...)
}
