package biostables

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
	"github.com/qgraph/qgraph/libqos/protocol/aml"
	"github.com/qgraph/qgraph/qtest"
)

// q35Rows are the tests of the PC with PCI Express.
func q35Rows() []row {
	q35 := tableloader.Q35
	const bridges = "ICH9-LPC.acpi-pci-hotplug-with-bridge-support=on"
	return []row{
		{name: "mcfg", from: q35, before: enableConfiguration, further: mcfg},
		{name: "dmar", from: q35, further: unit("DMAR"), options: []graph.Option{device("intel-iommu")}},
		{name: "ivrs", from: q35, further: unit("IVRS"), options: []graph.Option{device("amd-iommu")}},
		{name: "viot", from: q35, further: viot, options: []graph.Option{device("virtio-iommu-pci", slotted(iommuSlot))}},
		{name: "mmio64", from: q35, before: placeLarge, further: largeWindow, options: []graph.Option{
			device("pci-testdev", slotted(testSlot), graph.P("membar", strconv.Itoa(largeSize)), graph.P("membar-backed", "on")),
		}},
		row{name: "multif-bridge", from: q35, further: functions, options: []graph.Option{
			named("port0", "pcie-root-port", graph.P("chassis", "1"), graph.P("addr", "2.0"), graph.P("multifunction", "on")),
			named("port1", "pcie-root-port", graph.P("chassis", "2"), graph.P("addr", "2.1")),
			device("pci-testdev", graph.P("bus", "port1")),
			device("pci-testdev", slotted(testSlot), graph.P("acpi-index", strconv.Itoa(testIndex))),
		}}.with(graph.Since("8.0", "further functions of slots in ACPI tables")),
		{name: "no-acpi-hotplug", from: q35, further: portSlots(false), options: rootPort()},
		{name: "acpi-hotplug", from: q35, further: portSlots(true), options: append(rootPort(), global(bridges))},
		{name: "ipmi-smbus", from: q35, further: ipmi(ssif, aml.SerialBus, ssifAddress), options: []graph.Option{
			bmc(), device("smbus-ipmi", graph.P("bmc", "bmc"), graph.P("address", strconv.Itoa(ssifAddress))),
		}},
		{name: "applesmc", from: q35, further: present("APP0001", aml.IO, 0x300), options: []graph.Option{
			device("isa-applesmc", graph.P("osk", strings.Repeat("k", 64))),
		}},
		{name: "pvpanic-isa", from: q35, further: present("QEMU0001", aml.IO, panicPort), options: []graph.Option{
			device("pvpanic", graph.P("ioport", strconv.Itoa(panicPort))),
		}},
		row{name: "slic", from: q35, further: slic, options: []graph.Option{{Flag: "-acpitable", Props: []graph.Prop{
			graph.P("sig", slicSignature), graph.P("oem_id", oemID), graph.P("oem_table_id", oemTable), graph.P("oem_rev", "7"),
			graph.P("asl_compiler_id", "qgrp"), graph.P("asl_compiler_rev", "9"), graph.P("data", slicFile),
		}}}}.with(graph.Prepare(func(dir string) error {
			return os.WriteFile(filepath.Join(dir, slicFile), []byte(slicData), 0o600)
		})),
		{name: "cxl", from: q35, further: cxl, options: cxlOptions()},
		{name: "acpihmat-noinitiator", from: q35, further: withoutInitiator, options: noInitiatorOptions()},
		{name: "acpihmat-generic-x", from: q35, further: genericInitiator, options: genericOptions()},
	}
}

// Numbers of the tests' devices.
const (
	testSlot  = 7
	testIndex = 101
	panicPort = 0x5f0
)

func slotted(slot int) graph.Prop { return graph.P("addr", strconv.Itoa(slot)) }

func rootPort() []graph.Option {
	return []graph.Option{named("port0", "pcie-root-port", graph.P("chassis", "1"), slotted(bridgeSlot))}
}

// configure writes a register of the configuration space of a device on the first bus (PCI Local
// Bus 3.0, section 3.2.2.3.2 "Software Generation of Configuration Transactions").
func configure(t *run.T, s *tableloader.Source, slot, register int, value uint64) {
	t.Helper()
	const (
		address = 0xcf8
		data    = 4
		enable  = 1 << 31
	)
	ports := s.Device.Machine.Ports(address, 8)
	t.Must(ports.Store(t.Context(), qtest.Width32, 0, enable|uint64(slot<<11|register)))
	t.Must(ports.Store(t.Context(), qtest.Width32, data, value))
}

// configurationBase is the address of the memory-mapped configuration space.
const configurationBase = 0xb000_0000

// enableConfiguration enables it (Intel 3 Series Express Chipset Family, section 5.1.14
// "PCIEXBAR").
func enableConfiguration(t *run.T, s *tableloader.Source) {
	const pciexbar = 0x60
	configure(t, s, hostSlot, pciexbar+4, 0)
	configure(t, s, hostSlot, pciexbar, configurationBase|1)
}

// mcfg checks that the tables have the memory-mapped configuration space.
func mcfg(t *run.T, m *machine) {
	t.Step("MCFG", func() {
		table := m.table(t, "MCFG")
		if got, last := table.Int(44, 8), table.Int(55, 1); got != configurationBase || last != 255 {
			t.Errorf("configuration space at %#x to bus %d, want %#x to bus 255", got, last, uint64(configurationBase))
		}
	})
}

// largeBase and largeSize are those of the device's memory above 4 GiB: beyond the window of a
// machine whose devices have none there.
const (
	largeBase = 0x40_0000_0000
	largeSize = 16 << 20
)

// placeLarge puts the third base address of the device there, of 64 bits.
func placeLarge(t *run.T, s *tableloader.Source) {
	const bar2, command, memory = 0x18, 4, 2
	configure(t, s, testSlot, bar2+4, largeBase>>32)
	configure(t, s, testSlot, bar2, largeBase&0xffff_ffff)
	configure(t, s, testSlot, command, memory)
}

// largeWindow checks that the memory is in a window of the host bridge (section 6.2.2 "_CRS").
func largeWindow(t *run.T, m *machine) {
	t.Step("window above 4 GiB", func() {
		const last = largeBase + largeSize - 1
		if r, ok := m.memory.At(last); !ok || !strings.Contains(r.Region, "testdev") {
			t.Fatalf("at %#x is %v, want the device's memory", uint64(last), r)
		}
		all, err := m.rootBus(t).Resources()
		t.Must(err)
		for _, r := range all {
			if r.Kind == aml.Memory && r.Min <= largeBase && r.Max >= last {
				return
			}
		}
		t.Errorf("no window of the host bridge has %#x to %#x: %+v", uint64(largeBase), uint64(last), all)
	})
}

// functions checks that both functions of a slot, and the device behind the second, are in the
// namespace, and that a device with an index has the method that tells it (PCI Firmware 3.1, section
// 4.6.7 "_DSM for Naming a PCI or PCI Express Device Under Operating Systems").
func functions(t *run.T, m *machine) {
	t.Step("functions of a slot", func() {
		const slot, second = 2, 2<<16 | 1
		root := m.rootBus(t)
		behind(t, root, slot)
		behind(t, addressed(t, root, second), 0)
	})
	t.Step("index", func() {
		root := m.rootBus(t)
		if d := behind(t, root, testSlot); d.Child("_DSM") == nil {
			t.Errorf("%s has an index, and no _DSM", d.Path)
		}
	})
}

// portSlots returns the check of the slot behind a root port, which is plugged either by ACPI or by
// the port's own registers.
func portSlots(acpi bool) func(*run.T, *machine) {
	return func(t *run.T, m *machine) {
		t.Step("slot of the root port", func() {
			port := behind(t, m.rootBus(t), bridgeSlot)
			found := false
			for _, c := range port.Children {
				found = found || c.Child("_EJ0") != nil
			}
			if found != acpi {
				t.Errorf("a slot of %s has _EJ0: %t, want %t", port.Path, found, acpi)
			}
			plugController(t, m, acpi)
		})
	}
}

// present returns the check that a device is there once, and has an address.
func present(id string, kind aml.ResourceKind, at uint64) func(*run.T, *machine) {
	return func(t *run.T, m *machine) {
		t.Step(id, func() { located(t, m, id, kind, at) })
	}
}

// located checks the same, and returns the device.
func located(t *run.T, m *machine, id string, kind aml.ResourceKind, at uint64) *aml.Node {
	t.Helper()
	found := m.space.Devices(id)
	if len(found) != 1 {
		t.Fatalf("%d devices %s, want 1", len(found), id)
	}
	all, err := found[0].Resources()
	t.Must(err)
	if !slices.ContainsFunc(all, func(r aml.Resource) bool { return r.Kind == kind && r.Min == at }) {
		t.Errorf("_CRS of %s = %+v, want %s from %#x on", found[0].Path, all, kind, at)
	}
	return found[0]
}

// The table of the test, which an operating system takes for a licence.
const (
	slicSignature = "SLIC"
	slicFile      = "slic.bin"
	slicData      = "a licence"
)

// slic checks the table, and that RSDT and FADT have its OEM fields (QEMU 11.1, qemu(1),
// "-acpitable").
func slic(t *run.T, m *machine) {
	t.Step("SLIC", func() {
		table := m.table(t, slicSignature)
		if got := string(table.Body()); got != slicData {
			t.Errorf("SLIC = %q, want %q", got, slicData)
		}
		if got := fmt.Sprintf("%d %s %d", table.Int(24, 4), table.Bytes[28:32], table.Int(32, 4)); got != "7 qgrp 9" {
			t.Errorf("OEM revision, compiler and its revision = %s, want 7 qgrp 9", got)
		}
		for _, like := range append(m.tables.Roots, table, m.table(t, "FACP")) {
			if id, name := like.OEM(); id != oemID || name != oemTable {
				t.Errorf("%s: OEM ID %q, OEM table ID %q, want %q, %q", like.Signature(), id, name, oemID, oemTable)
			}
		}
	})
}
