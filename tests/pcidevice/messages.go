package pcidevice

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// msi checks the MSI capability if one is declared (PCI Local Bus 3.0, section
// 6.8.1 "MSI Capability Structure").
func msi(ctx context.Context, s subject) error {
	offset, found, err := s.Capability(ctx, pci.CapabilityMSI)
	if err != nil {
		return err
	}
	declared := s.Model().MSI
	if !found || declared == 0 {
		if found != (declared != 0) {
			return fmt.Errorf("%d messages are declared; MSI capability found: %v", declared, found)
		}
		return nil
	}
	var f findings
	m, err := s.MSI(ctx)
	if err != nil {
		return err
	}
	differ(&f, "the number of messages", m.Vectors(), declared)
	control, err := m.Control(ctx)
	if err != nil {
		return err
	}
	if control&(pci.MSIEnable|pci.MSIMultiple) != 0 {
		f.addf("Message Control is %#x: messages are enabled without a request", uint16(control))
	}
	at := s.ConfigAt(offset)
	const messageControl, messageAddress = reg.Reg[pci.MSIControl](2), reg.Reg[uint32](4)
	const readOnly = pci.MSICapable | pci.MSI64Bit | pci.MSIMaskable
	f.add(sticks(ctx, at, "Message Control, read-only bits", messageControl, control^readOnly, control))
	f.add(sticks(ctx, at, "Message Control, enable bit", messageControl, control|pci.MSIEnable, control|pci.MSIEnable))
	f.add(messageControl.Write(ctx, at, control))
	address, err := messageAddress.Read(ctx, at)
	if err != nil {
		return err
	}
	f.add(sticks(ctx, at, "Message Address", messageAddress, 0xfedcba9f, 0xfedcba9c))
	f.add(messageAddress.Write(ctx, at, address))
	f.add(messageFields(ctx, at, control))
	return f.err()
}

// messageFields checks what else MSI has: how many messages the device may send, the
// data, the upper half of the address, and a mask and a pending bit for each message.
func messageFields(ctx context.Context, at reg.Space, control pci.MSIControl) error {
	var f findings
	const messageControl, upperAddress = reg.Reg[pci.MSIControl](2), reg.Reg[uint32](8)
	can := control & pci.MSICapable >> 1
	for granted := range can + 1 {
		v := control | granted<<4
		f.add(sticks(ctx, at, "Message Control, Multiple Message Enable", messageControl, v, v))
	}
	f.add(messageControl.Write(ctx, at, control))
	data, mask, pending := reg.Reg[uint16](8), reg.Reg[uint32](0xc), reg.Reg[uint32](0x10)
	if control&pci.MSI64Bit != 0 {
		data, mask, pending = data+4, mask+4, pending+4
		f.add(sticks(ctx, at, "Message Upper Address", upperAddress, 0xa5c3965a, 0xa5c3965a))
		f.add(upperAddress.Write(ctx, at, 0))
	}
	f.add(sticks(ctx, at, "Message Data", data, 0xa55a, 0xa55a))
	f.add(data.Write(ctx, at, 0))
	if control&pci.MSIMaskable == 0 {
		return f.err()
	}
	all := uint32(1)<<(1<<can) - 1
	f.add(sticks(ctx, at, "Mask Bits", mask, all, all))
	f.add(mask.Write(ctx, at, 0))
	f.add(sticks(ctx, at, "Pending Bits", pending, ^uint32(0), 0))
	return f.err()
}

// msix checks the MSI-X capability, its table and its pending bits if they are
// declared (PCI Local Bus 3.0, section 6.8.2 "MSI-X Capability and Table
// Structures").
func msix(ctx context.Context, s subject) error {
	_, found, err := s.Capability(ctx, pci.CapabilityMSIX)
	if err != nil {
		return err
	}
	declared := s.Model().MSIX
	if !found || declared == 0 {
		if found != (declared != 0) {
			return fmt.Errorf("%d vectors are declared; MSI-X capability found: %v", declared, found)
		}
		return nil
	}
	x, err := s.MSIX(ctx)
	if err != nil {
		return err
	}
	var f findings
	differ(&f, "the number of vectors", x.Vectors(), declared)
	control, err := x.Control(ctx)
	if err != nil {
		return err
	}
	if control&^pci.MSIXTableSize != 0 {
		f.addf("Message Control is %#x: messages are enabled without a request", uint16(control))
	}
	f.add(tableFields(ctx, s, control))
	f.add(apart(x))
	if err := s.Enable(ctx); err != nil {
		return err
	}
	f.add(entries(ctx, x))
	f.add(s.Disable(ctx))
	for _, bar := range bars(x) {
		f.add(s.Unmap(ctx, bar))
	}
	return f.err()
}

// tableFields checks what a guest can change of the capability: the enable bit and the
// mask of the function, not the size nor the places of table and pending bits.
func tableFields(ctx context.Context, s subject, control pci.MSIXControl) error {
	offset, _, err := s.Capability(ctx, pci.CapabilityMSIX)
	if err != nil {
		return err
	}
	at := s.ConfigAt(offset)
	const messageControl = reg.Reg[pci.MSIXControl](2)
	const on = pci.MSIXEnable | pci.MSIXFunctionMask
	var f findings
	f.add(sticks(ctx, at, "Message Control", messageControl, ^control, control|on))
	f.add(sticks(ctx, at, "Message Control, function mask", messageControl, control|pci.MSIXFunctionMask, control|pci.MSIXFunctionMask))
	f.add(sticks(ctx, at, "Message Control, no bit", messageControl, control, control))
	for _, r := range []reg.Reg[uint32]{4, 8} {
		v, err := r.Read(ctx, at)
		if err != nil {
			return err
		}
		f.add(sticks(ctx, at, "place of table or pending bits", r, ^v, v))
	}
	return f.err()
}

// bars returns the BARs that MSI-X uses.
func bars(x *pci.MSIX) []int {
	table, _ := x.Table()
	pba, _ := x.PendingBits()
	if table == pba {
		return []int{table}
	}
	return []int{table, pba}
}

// apart checks that the table and the pending bits do not overlap.
func apart(x *pci.MSIX) error {
	tableBAR, table := x.Table()
	pbaBAR, pba := x.PendingBits()
	tableSize, pbaSize := uint32(16*x.Vectors()), uint32((x.Vectors()+63)/64*8)
	if tableBAR == pbaBAR && table < pba+pbaSize && pba < table+tableSize {
		return fmt.Errorf("the table at %#x and the pending bits at %#x of BAR%d overlap", table, pba, tableBAR)
	}
	return nil
}

// entries checks that vectors are masked and not pending after power-on, and that
// each bit of each table entry can be written separately.
func entries(ctx context.Context, x *pci.MSIX) error {
	var f findings
	for vector := range x.Vectors() {
		masked, err := x.Masked(ctx, vector)
		if err != nil {
			return err
		}
		differ(&f, fmt.Sprintf("vector %d: mask bit", vector), masked, true)
		e, err := x.Entry(ctx, vector)
		if err != nil {
			return err
		}
		differ(&f, fmt.Sprintf("vector %d: reserved bits of Vector Control", vector), e.Reserved, 0)
	}
	for _, want := range []func(vector int) pci.Entry{
		// Each entry gets its own address, so that entries that share memory
		// show.
		func(vector int) pci.Entry {
			return pci.Entry{Address: 0x123456780 + 16*uint64(vector), Data: 0x9abcdef0 ^ uint32(vector)}
		},
		func(vector int) pci.Entry {
			return pci.Entry{Address: ^(0x123456783 + 16*uint64(vector)), Data: ^(0x9abcdef0 ^ uint32(vector)), Masked: true}
		},
		func(int) pci.Entry { return pci.Entry{Masked: true} },
	} {
		for vector := range x.Vectors() {
			if err := x.SetEntry(ctx, vector, want(vector)); err != nil {
				return err
			}
		}
		for vector := range x.Vectors() {
			got, err := x.Entry(ctx, vector)
			if err != nil {
				return err
			}
			differ(&f, fmt.Sprintf("vector %d: entry", vector), got, want(vector))
		}
	}
	pending, err := x.AllPending(ctx)
	if err != nil {
		return err
	}
	for _, vector := range pending {
		if vector < x.Vectors() { // bits beyond have no vector
			f.addf("vector %d: pending bit is true, want false", vector)
		}
	}
	return f.err()
}
