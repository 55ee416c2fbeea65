package biostables

import (
	"strconv"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
	"github.com/qgraph/qgraph/libqos/protocol/acpi"
)

// pxbBus is the first bus of a further host bridge.
const pxbBus = 128

// armRows are the tests of ARM's virtual machine. With a processor of 32 bits it lacks some of it.
func armRows() []row {
	const plug = "acpi-ged.acpi-pci-hotplug-with-bridge-support=on"
	rows := []row{
		{name: "acpihmatvirt", from: tableloader.ARM, further: hmatTable, options: hmatOptions()},
		{name: "its_off", from: tableloader.ARM, further: all(gic(3, false), iort(false, false)), options: []graph.Option{
			machineOption("gic-version", "3", "its", "off"),
		}},
		{name: "gicv2m", from: tableloader.ARM, further: all(gic(2, false), iort(false, false)), options: []graph.Option{
			machineOption("gic-version", "2"),
		}},
		{name: "smmuv3-legacy", from: tableloader.ARM, further: all(gic(3, true), iort(true, true), unit("IORT")), options: []graph.Option{
			machineOption("gic-version", "3", "iommu", "smmuv3"),
		}},
		{name: "smmuv3-dev", from: tableloader.ARM, further: all(gic(3, true), iort(true, true), unit("IORT")), options: []graph.Option{
			machineOption("gic-version", "3"), device("arm-smmuv3", graph.P("primary-bus", "pcie.0")),
		}},
		{name: "pxb", from: tableloader.ARM, further: furtherBridge, options: []graph.Option{
			device("pxb-pcie", graph.P("bus_nr", strconv.Itoa(pxbBus))),
		}},
		{name: "viot-virt", from: tableloader.ARM, further: viot, options: []graph.Option{device("virtio-iommu-pci", slotted(iommuSlot))}},
		row{name: "acpipcihp", from: tableloader.ARM, further: portPluggable, options: append(rootPort(), global(plug))}.with(
			graph.Since("10.1", "hot plug of PCI devices by ACPI on ARM's machine")),
		{name: "ghes", from: tableloader.ARM, further: hest, options: []graph.Option{machineOption("ras", "on")}},
	}
	for i, r := range rows {
		rows[i] = r.with(graph.On("aarch64"))
	}
	return rows
}

// gic returns the check of the interrupt controller's structures in the MADT (section 5.2.12.14 to
// 5.2.12.18).
func gic(version uint64, its bool) func(*run.T, *machine) {
	return func(t *run.T, m *machine) {
		t.Step("GIC", func() {
			const distributor, frame, redistributor, translation = 12, 13, 14, 15
			d := m.one(t, "APIC", distributor)
			if got := d.Int(20, 1); got != version {
				t.Errorf("GIC version = %d, want %d", got, version)
			}
			got := map[string]bool{}
			all := m.structures(t, "APIC")
			for name, typ := range map[string]uint64{"MSI frame": frame, "redistributors": redistributor, "ITS": translation} {
				got[name] = len(acpi.Of(all, typ)) > 0
			}
			want := map[string]bool{"MSI frame": version == 2, "redistributors": version > 2, "ITS": its}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("parts of the interrupt controller (-want +got):\n%s", diff)
			}
		})
	}
}

// furtherBridge checks that the namespace has a second host bridge, with the bus of the option.
func furtherBridge(t *run.T, m *machine) {
	t.Step("further host bridge", func() {
		var got []uint64
		for _, d := range m.space.Devices("PNP0A08") {
			bus, ok := d.Int("_BBN")
			if id, same := d.Int("_UID"); !ok || !same || id != bus {
				t.Errorf("%s: _BBN = %d, _UID = %d, want the same", d.Path, bus, id)
			}
			got = append(got, bus)
		}
		if diff := cmp.Diff([]uint64{pxbBus, 0}, got); diff != "" {
			t.Errorf("_BBN of the host bridges (-want +got):\n%s", diff)
		}
	})
}

// portPluggable checks that the slot behind a root port is plugged by ACPI.
func portPluggable(t *run.T, m *machine) {
	t.Step("slot of the root port", func() {
		port := behind(t, m.rootBus(t), bridgeSlot)
		for _, c := range port.Children {
			if c.Child("_EJ0") != nil {
				return
			}
		}
		t.Errorf("no slot of %s has _EJ0", port.Path)
	})
}

// hest checks that the addresses of the error sources lead into the memory that a firmware gave
// them (section 18.3.2.8 "Generic Hardware Error Source version 2").
func hest(t *run.T, m *machine) {
	t.Step("HEST", func() {
		const first, size, generic2, address = 40, 92, 10, 4
		table := m.table(t, "HEST")
		count := int(table.Int(36, 4))
		if count == 0 || len(table.Bytes) != first+count*size {
			t.Fatalf("HEST: %d sources in %d bytes, want some of %d", count, len(table.Bytes), size)
		}
		area, err := m.loaded.File("etc/hardware_errors")
		t.Must(err)
		inside := func(at, length uint64) bool {
			return at >= area.Address && at+length <= area.Address+uint64(len(area.Bytes))
		}
		for i := range count {
			source := acpi.Structure{Type: generic2, Bytes: table.Bytes[first+i*size : first+(i+1)*size]}
			if source.Int(0, 2) != generic2 || source.Int(2, 2) != uint64(i) || source.Int(7, 1) != enabled {
				t.Errorf("source %d begins with % x, want type %d, its number, enabled", i, source.Bytes[:8], generic2)
			}
			pointer, acknowledge, length := source.Int(20+address, 8), source.Int(64+address, 8), source.Int(60, 4)
			if !inside(pointer, 8) || !inside(acknowledge, 8) {
				t.Errorf("source %d: status address at %#x, acknowledge register at %#x, want both in %s", i, pointer, acknowledge, area.Name)
				continue
			}
			block := acpi.Structure{Bytes: area.Bytes}.Int(int(pointer-area.Address), 8)
			if !inside(block, length) {
				t.Errorf("source %d: its status block of %#x bytes is at %#x, want it in %s", i, length, block, area.Name)
			}
		}
	})
}
