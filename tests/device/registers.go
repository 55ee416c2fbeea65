package device

import (
	"cmp"
	"context"
	"errors"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/memmap"
	"github.com/qgraph/qgraph/libqos/base/snapshot"
	"github.com/qgraph/qgraph/libqos/base/sweep"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/slot"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tests/suite/genericsuite"
)

// sweepAll reads all registers of the device, and then writes them.
func sweepAll(t *run.T, d *slot.Device) {
	if d.Root != nil {
		enable(t, d)
	}
	genericsuite.Sweep(t, d.Path())
}

// resetAll writes all registers of the device and resets the machine: they must have the values that they had after power-on.
func resetAll(t *run.T, d *slot.Device) {
	if d.Root == nil {
		genericsuite.Reset(t, d.Path())
		return
	}
	resetFunction(t, d)
}

// enable has a function of PCI answer at its addresses, as firmware does. A BAR for which the machine has no room stays
// without.
func enable(t *run.T, d *slot.Device) *pci.Device {
	t.Helper()
	f, err := d.Function(t.Context())
	t.Must(err)
	header, err := pci.HeaderType.Read(t.Context(), f.Config())
	t.Must(err)
	bars := 6
	if header&pci.HeaderLayout == 1 {
		bars = 2 // PCI-to-PCI Bridge Architecture 1.2, section 3.2 "PCI-to-PCI Bridge Configuration Space Header Format"
	}
	for i := range bars {
		_, err := f.Map(t.Context(), i)
		if errors.Is(err, pci.ErrNoBAR) {
			continue
		}
		if errors.Is(err, pci.ErrNoWindow) {
			t.Logf("%v", err)
			continue
		}
		t.Must(err)
	}
	t.Must(f.Enable(t.Context()))
	return f
}

// resetFunction does the same with a function of PCI: its configuration space has registers, too, and its BARs have no addresses
// after a reset.
func resetFunction(t *run.T, d *slot.Device) {
	genericsuite.ResetMachine(t)
	f := enable(t, d)
	m, err := memmap.Read(t.Context(), t.QEMU().QMP())
	t.Must(err)
	take := func() *snapshot.Snapshot {
		t.Helper()
		s, err := snapshot.Take(t.Context(), t.QEMU().Conn, m, snapshot.Options{Part: d.Path(), Ports: true})
		t.Must(err)
		space, err := configuration(t.Context(), f)
		t.Must(err)
		s.Add(configurationSpace, space)
		return s
	}
	before := take()
	unsteady := snapshot.Unsteady(before, take())
	_, err = sweep.Write(t.Context(), t.QEMU().Conn, m, sweep.Options{Part: d.Path(), Ports: true})
	t.Must(err)
	t.Must(write(t.Context(), f))
	genericsuite.ResetMachine(t)
	f = enable(t, d)
	differences := snapshot.Compare(before, take(), unsteady)
	defined, own, err := definedBytes(t.Context(), f)
	t.Must(err)
	found := map[string][]snapshot.Difference{}
	for _, difference := range differences {
		part := registers
		switch {
		case difference.Block != configurationSpace:
		case concerns(difference, defined):
			part = configurationSpace
		case concerns(difference, own):
			t.Logf("after a reset: %v: PCI gives the registers of a vendor's capability no value", difference)
			continue
		default:
			part = reserved
		}
		found[part] = append(found[part], difference)
	}
	for _, part := range []string{registers, configurationSpace, reserved} {
		t.Step(part, func() {
			for _, difference := range found[part] {
				if why := cmp.Or(difference.Why(), rightlyKept(difference)); why != "" {
					t.Logf("after a reset: %v: %s", difference, why)
					continue
				}
				t.Errorf("after a reset: %v", difference)
			}
		})
	}
}

// concerns reports whether one of the bytes that differ is of a register.
func concerns(d snapshot.Difference, defined map[int]bool) bool {
	for i := range d.Before {
		if d.Before[i] != d.After[i] && defined[d.Offset+i] {
			return true
		}
	}
	return false
}

// definedBytes reports which bytes of the function's configuration space belong to registers that PCI defines: the header, the
// capabilities and the extended part; and which to capabilities of the vendor's own. The others are reserved.
func definedBytes(ctx context.Context, f *pci.Device) (defined, own map[int]bool, err error) {
	const header, conventional = 0x40, 0x100
	defined, own = map[int]bool{}, map[int]bool{}
	add := func(to map[int]bool, from, end int) {
		for at := from; at < end; at++ {
			to[at] = true
		}
	}
	add(defined, 0, header)
	add(defined, conventional, int(f.Bus().Host().ConfigSize()))
	capabilities, err := f.Capabilities(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, c := range capabilities {
		size, err := f.CapabilitySize(ctx, c)
		if err != nil {
			return nil, nil, err
		}
		of := defined
		if c.ID == pci.CapabilityVendor {
			of = own
		}
		add(of, int(c.Offset), int(c.Offset)+size)
	}
	return defined, own, nil
}

// The steps of resetFunction.
const (
	registers          = "registers"
	configurationSpace = "configuration space"
	reserved           = "reserved configuration space"
)

// configuration returns the function's configuration space.
func configuration(ctx context.Context, f *pci.Device) ([]byte, error) {
	space := make([]byte, f.Bus().Host().ConfigSize())
	for at := 0; at < len(space); at += int(qtest.Width32) {
		v, err := f.Config().Load(ctx, qtest.Width32, uint64(at))
		if err != nil {
			return nil, err
		}
		for i := range int(qtest.Width32) {
			space[at+i] = byte(v >> (8 * i))
		}
	}
	return space, nil
}

// write writes the patterns of [sweep.Write] to the configuration space. The function may move to other addresses, or to none.
func write(ctx context.Context, f *pci.Device) error {
	for _, pattern := range []uint64{0xffffffff, 0, 0x5a5a5a5a} {
		for at := uint64(0); at < uint64(f.Bus().Host().ConfigSize()); at += uint64(qtest.Width32) {
			if err := f.Config().Store(ctx, qtest.Width32, at, pattern); err != nil {
				return err
			}
		}
	}
	return nil
}
