package spapr

import (
	"errors"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/fdt"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/board/spapr"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pcitree"
	"github.com/qgraph/qgraph/qtest"
)

// slot returns the address of the device behind the second host bridge.
func slot() pci.Address { return pci.Address{Device: 2} }

// secondBridge checks that the second host bridge is separate: another unit of the
// firmware, with windows and interrupts different from the first one's, and a bus
// with only the device behind it. It finds a bridge that the device tree omits or
// describes wrongly, and accesses that reach the other one.
func secondBridge(t *run.T, m *spapr.Partition) {
	nodes := m.HostBridges()
	if len(nodes) != 2 {
		t.Fatalf("got host bridges %v in the device tree, want two", nodes)
	}
	t.Step("device tree", func() { apart(t, nodes[0], nodes[1]) })

	first, err := spapr.NewHost(m, nodes[0], spapr.BusID)
	t.Must(err)
	second, err := spapr.NewHost(m, nodes[1], bridge+".0")
	t.Must(err)
	t.Step("first host bridge", func() { holds(t, pci.NewBus(m.Machine, first, slot()), "the first host bridge") })
	bus := pci.NewBus(m.Machine, second, slot(), pci.WithHotplug(second))
	t.Step("second host bridge", func() {
		holds(t, bus, "the second host bridge", slot())
		accesses(t, bus)
	})
	t.Step("a unit that does not exist", func() { otherUnit(t, m) })

	t.Step("unplugged and plugged in again", func() {
		dev, err := bus.Device(t.Context())
		t.Must(err)
		t.Must(bus.Unplug(t.Context(), dev))
		holds(t, bus, "the second host bridge after unplugging")
		_, err = bus.PlugAt(t.Context(), slot(), hotplug.Device{Driver: "pci-testdev", ID: "again"})
		t.Must(err)
		accesses(t, bus)
	})
}

// unit returns the firmware's number of a host bridge.
func unit(t *run.T, node *fdt.Node) uint64 {
	t.Helper()
	regs, err := node.Reg()
	t.Must(err)
	return regs[0].Base
}

// apart checks the device tree's description of the two host bridges.
func apart(t *run.T, first, second *fdt.Node) {
	t.Helper()
	if a, b := unit(t, first), unit(t, second); b != a+bridgeIndex {
		t.Errorf("units = %#x and %#x, want a difference of %d", a, b, bridgeIndex)
	}
	wa, err := pcitree.Windows(first)
	t.Must(err)
	wb, err := pcitree.Windows(second)
	t.Must(err)
	if len(wa) != 3 || len(wb) != 3 {
		t.Fatalf("windows = %v and %v, want three each", wa, wb)
	}
	for _, a := range wa {
		for _, b := range wb {
			if a.CPU < b.CPU+b.Size && b.CPU < a.CPU+a.Size {
				t.Errorf("the windows at %#x and %#x overlap", a.CPU, b.CPU)
			}
		}
	}
	seen := map[uint32]string{}
	for name, node := range map[string]*fdt.Node{"first": first, "second": second} {
		for pin := pci.INTA; pin <= pci.INTD; pin++ {
			i, err := pcitree.Interrupt(node, slot(), pin)
			t.Must(err)
			if other, taken := seen[i.Specifier[0]]; taken {
				t.Errorf("%v behind the %s host bridge has interrupt %#x, the same as %s", pin, name, i.Specifier[0], other)
			}
			seen[i.Specifier[0]] = pin.String() + " behind the " + name
		}
	}
}

// holds checks that exactly the wanted devices answer on a bus.
func holds(t *run.T, bus *pci.Bus, what string, want ...pci.Address) {
	t.Helper()
	found, err := bus.Scan(t.Context())
	t.Must(err)
	var got []pci.Address
	for _, d := range found {
		got = append(got, d.Address())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("devices behind %s (-want +got):\n%s", what, diff)
	}
}

// accesses reads the device's own description in memory and in I/O space: the
// name of its first test (QEMU 11.1, docs/specs/pci-testdev.rst).
func accesses(t *run.T, bus *pci.Bus) {
	t.Helper()
	const name = 16 // offset
	dev, err := bus.Device(t.Context())
	t.Must(err)
	t.Must(dev.Enable(t.Context()))
	for bar, want := range []string{"mmio-no-eventfd", "portio-no-eventfd"} {
		r, err := dev.Map(t.Context(), bar)
		t.Must(err)
		t.Must(r.Store(t.Context(), qtest.Width8, 0, 0)) // test number 0
		got := make([]byte, len(want))
		for i := range got {
			v, err := r.Load(t.Context(), qtest.Width8, name+uint64(i))
			t.Must(err)
			got[i] = byte(v)
		}
		if string(got) != want {
			t.Errorf("%v: the test's name = %q, want %q", r.BAR(), got, want)
		}
		t.Must(dev.Unmap(t.Context(), bar))
	}
	t.Must(dev.Disable(t.Context()))
}

// otherUnit checks that the firmware refuses a nonexistent unit.
func otherUnit(t *run.T, m *spapr.Partition) {
	t.Helper()
	var status spapr.Status
	none := unit(t, m.HostBridges()[1]) + 1
	_, err := m.RTAS.Call(t.Context(), "ibm,read-pci-config", 1, 0, uint32(none>>32), uint32(none), uint32(qtest.Width32))
	if !errors.As(err, &status) {
		t.Errorf("configuration space of a nonexistent host bridge: got %v, want a status", err)
	}
}
