package pci

import (
	"context"
	"errors"
	"fmt"
	"math/bits"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// BARKind is the address space of a BAR.
type BARKind uint8

// The kinds of BAR.
const (
	IO       BARKind = iota + 1 // I/O space
	Memory32                    // memory space, anywhere in 32 bits
	Memory64                    // memory space, anywhere in 64 bits; takes two registers
)

// String returns the kind in words.
func (k BARKind) String() string {
	switch k {
	case IO:
		return "I/O"
	case Memory32:
		return "32-bit memory"
	case Memory64:
		return "64-bit memory"
	}
	return fmt.Sprintf("BAR of kind %d", uint8(k))
}

// BAR is a base address register, as found by the sizing protocol.
type BAR struct {
	Index        int // 0 to 5, of the first register
	Kind         BARKind
	Prefetchable bool
	Size         uint64 // in bytes, a power of two
}

// String returns the BAR in the style of lspci.
func (b BAR) String() string {
	s := fmt.Sprintf("BAR%d (%v", b.Index, b.Kind)
	if b.Prefetchable {
		s += ", prefetchable"
	}
	return s + fmt.Sprintf(", %#x bytes)", b.Size)
}

// Fields of a base address register (PCI Local Bus 3.0, section 6.2.5.1 "Address
// Maps").
const (
	barIO           uint32 = 1 << 0
	barIOFlags      uint32 = 3 << 0
	barType         uint32 = 3 << 1
	barType64       uint32 = 2 << 1
	barPrefetchable uint32 = 1 << 3
	barMemoryFlags  uint32 = 0xf
	barCount               = 6

	upperHalf uint64 = 0xffff_ffff << 32
)

// Registers returns the number of base address registers of the BAR.
func (b BAR) Registers() int {
	if b.Kind == Memory64 {
		return 2
	}
	return 1
}

// Flags returns the bits of the BAR's first register besides the address: the
// read-only bits at its low end.
func (b BAR) Flags() uint32 {
	var v uint32
	switch b.Kind {
	case IO:
		return barIO
	case Memory64:
		v = barType64
	}
	if b.Prefetchable {
		v |= barPrefetchable
	}
	return v
}

// BARs returns the device's BARs, by index. It finds them by the sizing protocol:
// it writes all ones, and the bits that stick are the address (PCI Local Bus 3.0,
// section 6.2.5.1 "Address Maps", implementation note "Sizing a 32-bit Base Address
// Register Example"). Decoding is off meanwhile, and all registers are restored.
func (d *Device) BARs(ctx context.Context) ([]BAR, error) {
	var bars []BAR
	err := d.undecoded(ctx, func() error {
		for i := 0; i < barCount; {
			b, err := d.size(ctx, i)
			if err != nil {
				return fmt.Errorf("BAR%d: %w", i, err)
			}
			if b.Size != 0 {
				bars = append(bars, b)
			}
			i += b.Registers()
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("pci: size the BARs of %v: %w", d, err)
	}
	return bars, nil
}

// BAR returns one BAR of the device, like [Device.BARs]. It does not size a BAR
// a second time. It is an error if the device does not have the BAR.
func (d *Device) BAR(ctx context.Context, index int) (BAR, error) {
	if index < 0 || index >= barCount {
		return BAR{}, fmt.Errorf("pci: BAR%d of %v: %w", index, d, ErrNoBAR)
	}
	b, known := d.sized[index]
	var err error
	if !known {
		err = d.undecoded(ctx, func() (err error) {
			b, err = d.size(ctx, index)
			return err
		})
	}
	if err == nil && b.Size == 0 {
		err = ErrNoBAR
	}
	if err != nil {
		return BAR{}, fmt.Errorf("pci: BAR%d of %v: %w", index, d, err)
	}
	return b, nil
}

// undecoded runs an operation while the device does not decode its BARs.
func (d *Device) undecoded(ctx context.Context, operation func() error) error {
	const decode = CommandIO | CommandMemory
	command, err := Command.Read(ctx, d.Config())
	if err != nil {
		return err
	}
	if command&decode == 0 {
		return operation()
	}
	if err := Command.Write(ctx, d.Config(), command&^decode); err != nil {
		return err
	}
	return errors.Join(operation(), Command.Write(ctx, d.Config(), command))
}

// size runs the sizing protocol on the BAR that begins at register index. The
// size is 0 if the register is not implemented.
func (d *Device) size(ctx context.Context, index int) (BAR, error) {
	b, err := sizeDisabled(ctx, d.Config(), index)
	if err != nil {
		return b, err
	}
	if d.sized == nil {
		d.sized = map[int]BAR{}
	}
	d.sized[index] = b
	return b, nil
}

func sizeDisabled(ctx context.Context, cfg reg.Space, index int) (BAR, error) {
	low, err := probe(ctx, cfg, BaseAddress(index))
	if err != nil {
		return BAR{}, err
	}
	b := BAR{Index: index, Kind: Memory32}
	mask := uint64(low &^ barMemoryFlags)
	switch {
	case low == 0:
		return b, nil
	case low&barIO != 0:
		b.Kind = IO
		mask = uint64(low &^ barIOFlags)
		if mask>>16 == 0 {
			mask |= 0xffff << 16 // upper half is not implemented, as on a PC
		}
		mask |= upperHalf
	default:
		b.Prefetchable = low&barPrefetchable != 0
		switch low & barType {
		case 0:
			mask |= upperHalf
		case barType64:
			if index+1 >= barCount {
				return b, errors.New("64-bit BAR in the last register")
			}
			high, err := probe(ctx, cfg, BaseAddress(index+1))
			if err != nil {
				return b, err
			}
			b.Kind = Memory64
			mask |= uint64(high) << 32
		default:
			return b, fmt.Errorf("reserved type in %#x", low)
		}
	}
	b.Size = mask & -mask
	if mask != -b.Size || bits.OnesCount64(b.Size) != 1 {
		return b, fmt.Errorf("got writable bits %#x, want those of an address", mask)
	}
	return b, nil
}

// probe returns the value of a register after a write of all ones, and restores
// the register.
func probe(ctx context.Context, cfg reg.Space, r reg.Reg[uint32]) (uint32, error) {
	before, err := r.Read(ctx, cfg)
	if err != nil {
		return 0, err
	}
	if err := r.Write(ctx, cfg, ^uint32(0)); err != nil {
		return 0, err
	}
	v, err := r.Read(ctx, cfg)
	if err == nil && v == before {
		return v, nil // it is not implemented, or held all ones
	}
	return v, errors.Join(err, r.Write(ctx, cfg, before))
}
