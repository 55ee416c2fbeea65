package pci

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math/bits"
	"slices"

	"github.com/qgraph/qgraph/libqos/base/reg"
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
	MSIXTableSize    MSIXControl = 0x07ff  // the number of vectors minus one
	MSIXFunctionMask MSIXControl = 1 << 14 // all vectors are masked
	MSIXEnable       MSIXControl = 1 << 15
	// bits 13:11 are reserved
)

// Fields of an entry of the MSI-X table, and of the PBA (PCI Local Bus 3.0,
// sections 6.8.2.6 to 6.8.2.10).
const (
	entrySize    = 16
	entryAddress = 0 // Message Address and Message Upper Address
	entryData    = 8
	entryControl = 12
	entryMask    = uint32(1) // Mask Bit of Vector Control

	birMask = uint32(7) // of Table BIR and PBA BIR
)

// MSIX is a device's MSI-X capability with its table and its pending bits.
type MSIX struct {
	d       *Device
	config  reg.Space // the capability
	vectors int
	table   placed
	pba     placed
	boxes   []*mailbox     // of all vectors; nil while none is configured
	aimed   map[int]bool   // vectors
	kept    map[int]uint32 // Vector Control without the mask bit, by vector: a device does not change it
}

// placed is a structure in a BAR.
type placed struct {
	reg.Space
	BAR    int
	Offset uint32 // in the BAR
	region *Region
}

// MSIX returns the device's MSI-X capability, with its table and pending bits
// mapped. It is an error if the device does not have it, or if the table is not
// inside its BAR.
func (d *Device) MSIX(ctx context.Context) (*MSIX, error) {
	config, err := d.capability(ctx, CapabilityMSIX)
	if err != nil {
		return nil, err
	}
	x := &MSIX{d: d, config: config, aimed: map[int]bool{}, kept: map[int]uint32{}}
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

// place maps the structure to which a register of the capability points.
func (x *MSIX) place(ctx context.Context, r reg.Reg[uint32], size int) (placed, error) {
	v, err := r.Read(ctx, x.config)
	if err != nil {
		return placed{}, err
	}
	p := placed{BAR: int(v & birMask), Offset: v &^ birMask, region: x.table.region}
	if p.region == nil || p.BAR != x.table.BAR {
		if p.region, err = x.d.Map(ctx, p.BAR); err != nil {
			return p, err
		}
	}
	if uint64(p.Offset)+uint64(size) > p.region.Size() {
		return p, fmt.Errorf("%d bytes at %#x are outside of %v", size, p.Offset, p.region.BAR())
	}
	p.Space = shifted{p.region, uint64(p.Offset)}
	return p, nil
}

// Vectors returns the number of entries in the table, 1 to 2048.
func (x *MSIX) Vectors() int { return x.vectors }

// Table returns the table's BAR and its offset in the BAR.
func (x *MSIX) Table() (bar int, offset uint32) { return x.table.BAR, x.table.Offset }

// EntryAddress returns the PCI address of a vector's entry in the table.
func (x *MSIX) EntryAddress(vector int) uint64 {
	return x.table.region.Base() + uint64(x.table.Offset) + uint64(vector)*entrySize
}

// PendingBits returns the pending bit array's BAR and its offset in the BAR.
func (x *MSIX) PendingBits() (bar int, offset uint32) { return x.pba.BAR, x.pba.Offset }

// Control returns the Message Control register.
func (x *MSIX) Control(ctx context.Context) (MSIXControl, error) {
	v, err := msixControl.Read(ctx, x.config)
	return v, x.wrap(err)
}

// Enable makes the device send messages. Memory space and bus master must be
// on, see [Device.Enable].
func (x *MSIX) Enable(ctx context.Context) error {
	return x.wrap(msixControl.Modify(ctx, x.config, MSIXFunctionMask, MSIXEnable))
}

// Disable stops the device's messages, masks every configured vector and frees
// its guest memory.
func (x *MSIX) Disable(ctx context.Context) error {
	errs := []error{msixControl.Modify(ctx, x.config, MSIXEnable|MSIXFunctionMask, 0)}
	for _, vector := range slices.Sorted(maps.Keys(x.aimed)) {
		errs = append(errs, x.setMask(ctx, vector, true))
	}
	clear(x.aimed)
	if x.boxes != nil {
		errs = append(errs, x.boxes[0].free()) // also frees the others
	}
	x.boxes = nil
	return x.wrap(errors.Join(errs...))
}

// MaskAll sets or clears the function mask, which overrides the vectors' own.
func (x *MSIX) MaskAll(ctx context.Context, masked bool) error {
	set := MSIXControl(0)
	if masked {
		set = MSIXFunctionMask
	}
	return x.wrap(msixControl.Modify(ctx, x.config, MSIXFunctionMask, set))
}

// Configure directs a vector to a word of guest memory and unmasks it.
func (x *MSIX) Configure(ctx context.Context, vector int) error {
	if err := checkVector(vector, x.vectors); err != nil {
		return x.wrap(err)
	}
	if x.boxes == nil {
		var err error
		if x.boxes, err = newMailboxes(ctx, x.d.bus.machine, x.vectors); err != nil {
			return x.wrap(fmt.Errorf("vector %d: %w", vector, err))
		}
	}
	x.aimed[vector] = true
	return x.SetEntry(ctx, vector, Entry{Address: x.boxes[vector].addr, Data: x.message(vector)})
}

// Verify reads the table's entries of the configured vectors. It is an error if one does not hold
// the message that the vector was configured with.
func (x *MSIX) Verify(ctx context.Context) error {
	for _, vector := range slices.Sorted(maps.Keys(x.aimed)) {
		got, err := x.Entry(ctx, vector)
		if err != nil {
			return err
		}
		want := Entry{Address: x.boxes[vector].addr, Data: x.message(vector), Reserved: got.Reserved}
		if got != want {
			return x.wrap(fmt.Errorf("entry of vector %d = %+v, want %+v", vector, got, want))
		}
	}
	return nil
}

// message is the data of a vector's message, unique to the vector.
func (x *MSIX) message(vector int) uint32 { return 0x51d50000 | uint32(vector) }

// Mask blocks the vector's messages.
func (x *MSIX) Mask(ctx context.Context, vector int) error {
	return x.wrap(x.setMask(ctx, vector, true))
}

// Unmask releases the vector's messages.
func (x *MSIX) Unmask(ctx context.Context, vector int) error {
	return x.wrap(x.setMask(ctx, vector, false))
}

func (x *MSIX) setMask(ctx context.Context, vector int, masked bool) error {
	if err := checkVector(vector, x.vectors); err != nil {
		return err
	}
	control, err := x.control(ctx, vector, masked)
	if err != nil {
		return err
	}
	return (reg.Reg[uint32](vector*entrySize) + entryControl).Write(ctx, x.table, control)
}

// control returns a vector's Vector Control with the mask bit set or clear. Its
// other bits keep the device's values.
func (x *MSIX) control(ctx context.Context, vector int, masked bool) (uint32, error) {
	kept, known := x.kept[vector]
	if !known {
		v, err := (reg.Reg[uint32](vector*entrySize) + entryControl).Read(ctx, x.table)
		if err != nil {
			return 0, err
		}
		kept = v &^ entryMask
		x.kept[vector] = kept
	}
	if masked {
		kept |= entryMask
	}
	return kept, nil
}

// Entry is an entry of the MSI-X table.
type Entry struct {
	Address uint64 // Message Address, guest-physical
	Data    uint32 // Message Data
	Masked  bool   // Mask Bit of Vector Control
	// Reserved has the other bits of Vector Control, which are 0 after a reset. [MSIX.SetEntry] keeps
	// what the device has in them.
	Reserved uint32
}

// entryHalves returns the registers of a vector's entry. Software must access it by
// doublewords or, as here, by quadwords (PCI Local Bus 3.0, section 6.8.2 "MSI-X
// Capability and Table Structures").
func entryHalves(vector int) (address, dataControl reg.Reg[uint64]) {
	at := reg.Reg[uint64](vector * entrySize)
	return at + entryAddress, at + entryData
}

// Entry returns the table's entry for a vector.
func (x *MSIX) Entry(ctx context.Context, vector int) (Entry, error) {
	if err := checkVector(vector, x.vectors); err != nil {
		return Entry{}, x.wrap(err)
	}
	address, dataControl := entryHalves(vector)
	low, err := address.Read(ctx, x.table)
	if err != nil {
		return Entry{}, x.wrap(err)
	}
	high, err := dataControl.Read(ctx, x.table)
	if err != nil {
		return Entry{}, x.wrap(err)
	}
	control := uint32(high >> 32)
	x.kept[vector] = control &^ entryMask
	return Entry{Address: low, Data: uint32(high), Masked: control&entryMask != 0, Reserved: control &^ entryMask}, nil
}

// Masked reports whether the mask bit of a vector's entry is set.
func (x *MSIX) Masked(ctx context.Context, vector int) (bool, error) {
	if err := checkVector(vector, x.vectors); err != nil {
		return false, x.wrap(err)
	}
	v, err := (reg.Reg[uint32](vector*entrySize) + entryControl).Read(ctx, x.table)
	x.kept[vector] = v &^ entryMask
	return v&entryMask != 0, x.wrap(err)
}

// SetEntry writes the table's entry for a vector unchanged. The caller chooses
// its address.
func (x *MSIX) SetEntry(ctx context.Context, vector int, e Entry) error {
	if err := checkVector(vector, x.vectors); err != nil {
		return x.wrap(err)
	}
	control, err := x.control(ctx, vector, e.Masked)
	if err != nil {
		return x.wrap(err)
	}
	address, dataControl := entryHalves(vector)
	return x.wrap(errors.Join(
		address.Write(ctx, x.table, e.Address),
		dataControl.Write(ctx, x.table, uint64(control)<<32|uint64(e.Data)),
	))
}

// Pending reports whether the vector's bit of the pending bit array is set: the
// vector is masked and has a pending message.
func (x *MSIX) Pending(ctx context.Context, vector int) (bool, error) {
	if err := checkVector(vector, x.vectors); err != nil {
		return false, x.wrap(err)
	}
	v, err := reg.Reg[uint32](vector/32*4).Read(ctx, x.pba)
	return v>>(vector%32)&1 != 0, x.wrap(err)
}

// AllPending returns the vectors whose bits of the pending bit array are set, in
// order.
func (x *MSIX) AllPending(ctx context.Context) ([]int, error) {
	const width = 64
	var pending []int
	for first := 0; first < x.vectors; first += width {
		v, err := reg.Reg[uint64](first/8).Read(ctx, x.pba)
		if err != nil {
			return nil, x.wrap(err)
		}
		for ; v != 0; v &= v - 1 {
			pending = append(pending, first+bits.TrailingZeros64(v))
		}
	}
	return pending, nil
}

// Fired reports whether the vector's message has arrived since the last call.
func (x *MSIX) Fired(ctx context.Context, vector int) (bool, error) {
	if !x.aimed[vector] {
		return false, x.wrap(fmt.Errorf("vector %d: %w", vector, ErrNotConfigured))
	}
	fired, err := x.boxes[vector].take(ctx, x.message(vector))
	return fired, x.wrap(err)
}

// Arrived returns, in order, the vectors whose messages have arrived since the
// last call. It reads the words of all vectors in one access.
func (x *MSIX) Arrived(ctx context.Context) ([]int, error) {
	if x.boxes == nil {
		return nil, x.wrap(ErrNotConfigured)
	}
	p := make([]byte, len(x.boxes)*mailboxSize)
	if err := x.d.bus.machine.ReadMemory(ctx, x.boxes[0].addr, p); err != nil {
		return nil, x.wrap(err)
	}
	var arrived []int
	for vector, box := range x.boxes {
		switch v := binary.LittleEndian.Uint32(p[vector*mailboxSize:]); {
		case v == noMessage:
			continue
		case v != x.message(vector) || !x.aimed[vector]:
			return nil, x.wrap(box.stray(v, x.message(vector)))
		}
		if err := box.clear(ctx); err != nil {
			return nil, x.wrap(err)
		}
		arrived = append(arrived, vector)
	}
	return arrived, nil
}

// Wait lets virtual time pass until the vector's message has arrived.
func (x *MSIX) Wait(ctx context.Context, vector int) error {
	what := fmt.Sprintf("MSI-X vector %d of %v", vector, x.d)
	return x.d.bus.machine.Wait(ctx, what, func(ctx context.Context) (bool, error) { return x.Fired(ctx, vector) })
}
