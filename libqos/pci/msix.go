package pci

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/qgraph/qgraph/libqos/reg"
)

// Registers of the MSI-X capability (PCI Local Bus 3.0, section 6.8.2 "MSI-X
// Capability and Table Structures").
const (
	msixControl reg.Reg[MSIXControl] = 0x2
	msixTable   reg.Reg[uint32]      = 0x4 // Table Offset and Table BIR
	msixPBA     reg.Reg[uint32]      = 0x8 // PBA Offset and PBA BIR
)

// MSIXControl is the Message Control register for MSI-X (PCI Local Bus 3.0,
// section 6.8.2.3 "Message Control for MSI-X").
type MSIXControl uint16

// Fields of the Message Control register for MSI-X.
const (
	MSIXTableSize    MSIXControl = 0x07ff  // the number of vectors, less one
	MSIXFunctionMask MSIXControl = 1 << 14 // all vectors are masked
	MSIXEnable       MSIXControl = 1 << 15
	// bits 13:11 are reserved
)

// Fields of an entry of the MSI-X table, and of the PBA (PCI Local Bus 3.0,
// sections 6.8.2.6 to 6.8.2.10).
const (
	entrySize         = 16
	entryAddress      = 0
	entryUpperAddress = 4
	entryData         = 8
	entryControl      = 12
	entryMask         = uint32(1) // Mask Bit of Vector Control

	birMask = uint32(7) // of Table BIR and PBA BIR
)

// MSIX is a device's MSI-X capability with its table and its pending bits.
type MSIX struct {
	d       *Device
	config  reg.Space // the capability
	vectors int
	table   placed
	pba     placed
	aimed   map[int]*mailbox
}

// placed is a structure in a BAR.
type placed struct {
	reg.Space
	BAR    int
	Offset uint32 // in the BAR
}

// MSIX returns the device's MSI-X capability, with its table and pending bits
// mapped. It is an error if the device does not have it, or if the table does not
// lie within its BAR.
func (d *Device) MSIX(ctx context.Context) (*MSIX, error) {
	config, err := d.capability(ctx, CapabilityMSIX)
	if err != nil {
		return nil, err
	}
	x := &MSIX{d: d, config: config, aimed: map[int]*mailbox{}}
	if err := x.find(ctx); err != nil {
		return nil, x.wrap(err)
	}
	return x, nil
}

func (x *MSIX) wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("pci: MSI-X of %v: %w", x.d, err)
}

func (x *MSIX) find(ctx context.Context) error {
	control, err := msixControl.Read(ctx, x.config)
	if err != nil {
		return err
	}
	x.vectors = int(control&MSIXTableSize) + 1
	if x.table, err = x.place(ctx, msixTable, x.vectors*entrySize); err != nil {
		return fmt.Errorf("table: %w", err)
	}
	if x.pba, err = x.place(ctx, msixPBA, (x.vectors+63)/64*8); err != nil {
		return fmt.Errorf("pending bits: %w", err)
	}
	return nil
}

// place maps the structure that a register of the capability points at.
func (x *MSIX) place(ctx context.Context, r reg.Reg[uint32], size int) (placed, error) {
	v, err := r.Read(ctx, x.config)
	if err != nil {
		return placed{}, err
	}
	p := placed{BAR: int(v & birMask), Offset: v &^ birMask}
	region, err := x.d.Map(ctx, p.BAR)
	if err != nil {
		return p, err
	}
	if uint64(p.Offset)+uint64(size) > region.Size() {
		return p, fmt.Errorf("%d bytes at %#x: outside %v", size, p.Offset, region.BAR())
	}
	p.Space = shifted{region, uint64(p.Offset)}
	return p, nil
}

// Vectors returns how many entries the table has, 1 to 2048.
func (x *MSIX) Vectors() int { return x.vectors }

// Table returns the BAR and the offset in it at which the table begins.
func (x *MSIX) Table() (bar int, offset uint32) { return x.table.BAR, x.table.Offset }

// PendingBits returns the BAR and the offset in it at which the pending bit array
// begins.
func (x *MSIX) PendingBits() (bar int, offset uint32) { return x.pba.BAR, x.pba.Offset }

// Control returns the Message Control register.
func (x *MSIX) Control(ctx context.Context) (MSIXControl, error) {
	v, err := msixControl.Read(ctx, x.config)
	return v, x.wrap(err)
}

// Enable has the device send messages. Memory space and bus master must be on,
// see [Device.Enable].
func (x *MSIX) Enable(ctx context.Context) error {
	return x.wrap(msixControl.Modify(ctx, x.config, MSIXFunctionMask, MSIXEnable))
}

// Disable has the device send no more messages, masks every vector that was
// configured and gives its guest memory back.
func (x *MSIX) Disable(ctx context.Context) error {
	errs := []error{msixControl.Modify(ctx, x.config, MSIXEnable|MSIXFunctionMask, 0)}
	for _, vector := range slices.Sorted(maps.Keys(x.aimed)) {
		errs = append(errs, x.setMask(ctx, vector, true), x.aimed[vector].free())
	}
	clear(x.aimed)
	return x.wrap(errors.Join(errs...))
}

// MaskAll sets or clears the function mask, which stands above the vectors' own.
func (x *MSIX) MaskAll(ctx context.Context, masked bool) error {
	set := MSIXControl(0)
	if masked {
		set = MSIXFunctionMask
	}
	return x.wrap(msixControl.Modify(ctx, x.config, MSIXFunctionMask, set))
}

// Configure aims a vector at a word of guest memory and unmasks it.
func (x *MSIX) Configure(ctx context.Context, vector int) error {
	if err := checkVector(vector, x.vectors); err != nil {
		return x.wrap(err)
	}
	box := x.aimed[vector]
	if box == nil {
		var err error
		if box, err = newMailbox(ctx, x.d.bus.machine); err != nil {
			return x.wrap(fmt.Errorf("vector %d: %w", vector, err))
		}
		x.aimed[vector] = box
	}
	return x.SetEntry(ctx, vector, Entry{Address: box.addr, Data: x.message(vector)})
}

// message is the data of a vector's message, another for each.
func (x *MSIX) message(vector int) uint32 { return 0x51d50000 | uint32(vector) }

// Mask keeps the vector's messages back.
func (x *MSIX) Mask(ctx context.Context, vector int) error {
	return x.wrap(x.setMask(ctx, vector, true))
}

// Unmask lets the vector's messages go.
func (x *MSIX) Unmask(ctx context.Context, vector int) error {
	return x.wrap(x.setMask(ctx, vector, false))
}

func (x *MSIX) setMask(ctx context.Context, vector int, masked bool) error {
	if err := checkVector(vector, x.vectors); err != nil {
		return err
	}
	set := uint32(0)
	if masked {
		set = entryMask
	}
	return (reg.Reg[uint32](vector*entrySize) + entryControl).Modify(ctx, x.table, entryMask, set)
}

// Entry is an entry of the MSI-X table.
type Entry struct {
	Address uint64 // Message Address, guest-physical
	Data    uint32 // Message Data
	Masked  bool   // Mask Bit of Vector Control
}

// Entry returns the table's entry for a vector.
func (x *MSIX) Entry(ctx context.Context, vector int) (Entry, error) {
	if err := checkVector(vector, x.vectors); err != nil {
		return Entry{}, x.wrap(err)
	}
	var words [entrySize / 4]uint32
	for i := range words {
		var err error
		if words[i], err = reg.Reg[uint32](vector*entrySize+4*i).Read(ctx, x.table); err != nil {
			return Entry{}, x.wrap(err)
		}
	}
	return Entry{
		Address: uint64(words[1])<<32 | uint64(words[0]),
		Data:    words[2],
		Masked:  words[3]&entryMask != 0,
	}, nil
}

// SetEntry writes the table's entry for a vector as it is; where it aims is the
// caller's business.
func (x *MSIX) SetEntry(ctx context.Context, vector int, e Entry) error {
	if err := checkVector(vector, x.vectors); err != nil {
		return x.wrap(err)
	}
	at := reg.Reg[uint32](vector * entrySize)
	return x.wrap(errors.Join(
		(at+entryAddress).Write(ctx, x.table, uint32(e.Address)),
		(at+entryUpperAddress).Write(ctx, x.table, uint32(e.Address>>32)),
		(at+entryData).Write(ctx, x.table, e.Data),
		x.setMask(ctx, vector, e.Masked),
	))
}

// Pending reports whether the vector's bit of the pending bit array is set: it
// is masked, and its message is kept back.
func (x *MSIX) Pending(ctx context.Context, vector int) (bool, error) {
	if err := checkVector(vector, x.vectors); err != nil {
		return false, x.wrap(err)
	}
	v, err := reg.Reg[uint32](vector/32*4).Read(ctx, x.pba)
	return v>>(vector%32)&1 != 0, x.wrap(err)
}

// Fired reports whether the vector's message has come since it was last asked.
func (x *MSIX) Fired(ctx context.Context, vector int) (bool, error) {
	box := x.aimed[vector]
	if box == nil {
		return false, x.wrap(fmt.Errorf("vector %d: %w", vector, ErrNotConfigured))
	}
	fired, err := box.take(ctx, x.message(vector))
	return fired, x.wrap(err)
}

// Wait lets virtual time pass until the vector's message has come.
func (x *MSIX) Wait(ctx context.Context, vector int) error {
	what := fmt.Sprintf("MSI-X vector %d of %v", vector, x.d)
	return x.d.bus.machine.Wait(ctx, what, func(ctx context.Context) (bool, error) { return x.Fired(ctx, vector) })
}
