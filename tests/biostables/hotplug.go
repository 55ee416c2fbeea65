package biostables

import (
	"slices"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
	"github.com/qgraph/qgraph/libqos/protocol/aml"
)

// Slots of a PC's root bus: of its host bridge, of the chip with its ISA bridge, and of the bridge
// of the test.
const (
	hostSlot   = 0
	isaSlot    = 1
	bridgeSlot = 5
	slotCount  = 32
)

// hotPlugRows are the tests of the options that choose on which buses of a PC devices are plugged
// by ACPI (QEMU 11.1, docs/specs/acpi_pci_hotplug.rst).
func hotPlugRows() []row {
	const onRoot, onBridges = "PIIX4_PM.acpi-root-pci-hotplug=off", "PIIX4_PM.acpi-pci-hotplug-with-bridge-support=off"
	var rows []row
	for _, r := range []struct {
		name         string
		root, bridge bool
		off          []string
	}{
		{"pci-hotplug", true, true, nil},
		{"no_root_hotplug", false, true, []string{onRoot}},
		{"no_bridge_hotplug", true, false, []string{onBridges}},
		{"pci-hotplug-off", false, false, []string{onRoot, onBridges}},
	} {
		options := []graph.Option{bridge()}
		for _, o := range r.off {
			options = append(options, global(o))
		}
		rows = append(rows, row{name: r.name, from: tableloader.PC, options: options, further: func(t *run.T, m *machine) {
			t.Step("slots of the root bus", func() { pluggable(t, m.rootBus(t), r.root, hostSlot, isaSlot, bridgeSlot) })
			t.Step("slots of the bridge", func() { pluggable(t, behind(t, m.rootBus(t), bridgeSlot), r.bridge) })
			t.Step("plug controller", func() { plugController(t, m, r.root || r.bridge) })
		}}.with(usualPC()))
	}
	return rows
}

// rootBus returns the first host bridge.
func (m *machine) rootBus(t *run.T) *aml.Node {
	t.Helper()
	all := m.space.Devices("PNP0A03", "PNP0A08")
	if len(all) == 0 {
		t.Fatal("there is no host bridge")
	}
	return all[0]
}

// behind returns the first function of a slot of a bus.
func behind(t *run.T, bus *aml.Node, slot uint64) *aml.Node {
	t.Helper()
	return addressed(t, bus, slot<<16)
}

// addressed returns the device with an address on a bus (section 6.1.1 "_ADR (Address)").
func addressed(t *run.T, bus *aml.Node, address uint64) *aml.Node {
	t.Helper()
	for _, c := range bus.Children {
		if got, ok := c.Int("_ADR"); ok && got == address {
			return c
		}
	}
	t.Fatalf("no device below %s has the _ADR %#x", bus.Path, address)
	return nil
}

// pluggable checks that all slots of a bus but some, or none, have what a device in them is plugged
// out with (section 6.3.3 "_EJx (Eject)"; 6.1.11 "_SUN (Slot User Number)").
func pluggable(t *run.T, bus *aml.Node, on bool, soldered ...uint64) {
	t.Helper()
	var got, want []uint64
	for _, c := range bus.Children {
		if c.Child("_EJ0") == nil {
			continue
		}
		address, _ := c.Int("_ADR")
		got = append(got, address>>16)
		if number, ok := c.Int("_SUN"); !ok || number != address>>16 {
			t.Errorf("%s: _SUN = %d, want %d", c.Path, number, address>>16)
		}
	}
	for slot := range uint64(slotCount) {
		if on && !slices.Contains(soldered, slot) {
			want = append(want, slot)
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("slots of %s that have _EJ0 (-want +got):\n%s", bus.Path, diff)
	}
}

// plugController checks that the registers of the slots are reserved, and that the event which says
// that one has changed is handled, if there are such slots.
func plugController(t *run.T, m *machine, on bool) {
	const id = "PCI Hotplug resources"
	found := false
	for _, d := range m.space.Devices("PNP0A06") {
		found = found || d.Value("_UID") != nil && d.Value("_UID").Text == id
	}
	if found != on {
		t.Errorf("there is a device %q: %t, want %t", id, found, on)
	}
	if got := m.space.At(`\_GPE._E01`) != nil; got != on {
		t.Errorf(`there is a method \_GPE._E01: %t, want %t`, got, on)
	}
}
