package pcidevice

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/tests/suite/migratesuite"
)

// migrate moves the machine once the device is configured: its command bits, its BARs,
// its interrupt line, the message of MSI and the vectors of MSI-X, half of them masked.
// It finds a device that loses a register of configuration space, or a vector, or that is
// no longer where its BARs put it. A device that QEMU does not migrate must be declared.
func migrate(t *run.T, d *pci.Device, second run.Instance[*pci.Device]) {
	if d.Model().Unmigratable {
		migratesuite.Refused(t, "")
		return
	}
	s := subjectOf(t, d)
	t.Must(s.systemReset(t.Context()))
	regions := map[int]*pci.Region{}
	for _, b := range s.Model().BARs {
		region, err := s.Map(t.Context(), b.Index)
		t.Must(err)
		regions[b.Index] = region
	}
	x, err := prepare(t.Context(), s)
	t.Must(err)
	want, err := configSpace(t.Context(), s)
	t.Must(err)

	t.Must(t.Env.Migrate(t.Context(), second.Env, nil))

	got, err := configSpace(t.Context(), s)
	t.Must(err)
	t.Step("configuration space", func() {
		for i, v := range got {
			if v != want[i] {
				t.Errorf("%v: configuration space at %#x is %#08x after the migration, want %#08x", d, 4*i, v, want[i])
			}
		}
	})
	t.Step("base address registers", func() { t.Must(visible(t.Context(), s, regions)) })
	t.Step("MSI-X", func() {
		if x != nil {
			t.Must(filled(t.Context(), x))
		}
	})
}

// prepare configures a device with mapped BARs. It returns its vectors, nil if it has
// none.
func prepare(ctx context.Context, s subject) (*pci.MSIX, error) {
	if err := pci.InterruptLine.Write(ctx, s.Config(), 0x5a); err != nil {
		return nil, err
	}
	offset, found, err := s.Capability(ctx, pci.CapabilityMSI)
	if err == nil && found {
		const messageAddress = reg.Reg[uint32](4)
		err = messageAddress.Write(ctx, s.ConfigAt(offset), 0xfedcba9c)
	}
	if err != nil {
		return nil, err
	}
	on := pci.CommandIO | pci.CommandMemory | pci.CommandMaster | pci.CommandINTxDisable
	if err := pci.Command.Write(ctx, s.Config(), on); err != nil {
		return nil, err
	}
	x, err := fill(ctx, s)
	if err != nil {
		return nil, err
	}
	for _, c := range messageControls() {
		offset, found, err := s.Capability(ctx, c.id)
		if err == nil && found {
			err = c.control.Modify(ctx, s.ConfigAt(offset), 0, c.enable)
		}
		if err != nil {
			return nil, err
		}
	}
	return x, nil
}

// fill writes the entries of the vectors of MSI-X, if the device has some.
func fill(ctx context.Context, s subject) (*pci.MSIX, error) {
	if _, found, err := s.Capability(ctx, pci.CapabilityMSIX); err != nil || !found {
		return nil, err
	}
	x, err := s.MSIX(ctx)
	if err != nil {
		return nil, err
	}
	for vector := range x.Vectors() {
		if err := x.SetEntry(ctx, vector, entryOf(vector)); err != nil {
			return nil, err
		}
	}
	return x, nil
}

// filled compares the entries that fill wrote.
func filled(ctx context.Context, x *pci.MSIX) error {
	var f findings
	for vector := range x.Vectors() {
		entry, err := x.Entry(ctx, vector)
		if err != nil {
			return err
		}
		differ(&f, fmt.Sprintf("vector %d after the migration: entry", vector), entry, entryOf(vector))
	}
	return f.err()
}

// entryOf returns the entry of a vector, which no other has. The first vector is masked,
// as after power-on.
func entryOf(vector int) pci.Entry {
	return pci.Entry{Address: 0x123456780 + 16*uint64(vector), Data: 0x9abcdef0 ^ uint32(vector), Masked: vector%2 == 0}
}

// configSpace reads configuration space, in units of 32 bits: all that a conventional
// device has.
func configSpace(ctx context.Context, s subject) ([]uint32, error) {
	var list []uint32
	for offset := uint64(0); offset < 0x100; offset += 4 {
		v, err := reg.Reg[uint32](offset).Read(ctx, s.Config())
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// visible checks that the device's landmarks are in its BARs.
func visible(ctx context.Context, s subject, regions map[int]*pci.Region) error {
	var f findings
	for _, l := range s.Model().Landmarks {
		region := regions[l.BAR]
		if l.Native {
			var err error
			if region, err = s.MapOrder(ctx, l.BAR, s.Bus().Machine().Order); err != nil {
				return err
			}
		}
		f.add(landmark(ctx, region, l, pci.CommandIO|pci.CommandMemory))
	}
	return f.err()
}
