package biostables

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/firmware/memhotplug"
	"github.com/qgraph/qgraph/libqos/protocol/acpi"
	"github.com/qgraph/qgraph/libqos/protocol/smbios"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// The modules of the test: one that loses its contents, and one that keeps them and has a label
// area, each in a NUMA node of its own.
const (
	volatileID   = "dimm0"
	persistentID = "dimm1"

	persistentMemdev = "persistent" // QEMU names the memory after it
	moduleNodes      = 4
	moduleBytes      = 128 << 20
	labelBytes       = 128 << 10
)

// moduleOptions has RAM in each node.
func moduleOptions() []graph.Option {
	all := []graph.Option{
		machineOption("nvdimm", "on", "nvdimm-persistence", "mem-ctrl"), smp("cpus", "4", "sockets", "4"),
		option("-m", graph.P("size", "128M"), graph.P("slots", strconv.Itoa(slots)), graph.P("maxmem", "1G")),
	}
	for i := range moduleNodes {
		id := fmt.Sprintf("ram%d", i)
		all = append(all, ram(id, "32M"), numaNode(i, graph.P("memdev", id), graph.P("cpus", strconv.Itoa(i))))
	}
	size := strconv.Itoa(moduleBytes)
	return append(all,
		ram("volatile", size), named(volatileID, "pc-dimm", graph.P("memdev", "volatile"), graph.P("node", "1")),
		ram(persistentMemdev, size), named(persistentID, "nvdimm", graph.P("memdev", persistentMemdev), graph.P("node", "2"),
			graph.P("label-size", strconv.Itoa(labelBytes))))
}

func numaNode(number int, props ...graph.Prop) graph.Option {
	return graph.Option{Flag: "-numa", Type: "node", Props: append([]graph.Prop{graph.P("nodeid", strconv.Itoa(number))}, props...)}
}

// module is a memory module in query-memory-devices.
type module struct {
	Type string `json:"type"`
	Data struct {
		ID   string `json:"id"`
		At   uint64 `json:"addr"`
		Size uint64 `json:"size"`
		Slot uint64 `json:"slot"`
		Node uint64 `json:"node"`
	} `json:"data"`
}

// modules checks the tables' entries of the modules.
func modules(t *run.T, m *machine) {
	present, err := qmp.Execute[[]module](t.Context(), m.Monitor, "query-memory-devices", qmp.NoArgs{})
	t.Must(err)
	if len(present) != 2 {
		t.Fatalf("%d memory modules, want 2", len(present))
	}
	t.Step("SRAT", func() {
		for _, d := range present {
			inSRAT(t, m, d)
		}
	})
	if !acpi.ReducedHardware(m.table(t, "FACP")) { // a PC
		t.Step("node of the slot", func() {
			proximity(t, m, present[slices.IndexFunc(present, func(d module) bool { return d.Data.ID == volatileID })])
		})
	}
	persistent := present[slices.IndexFunc(present, func(d module) bool { return d.Data.ID == persistentID })]
	t.Step("NFIT", func() { nfit(t, m, persistent) })
	t.Step("platform capabilities", func() { capabilities(t, m) })
	t.Step("SMBIOS handle", func() { smbiosHandle(t, m) })
	t.Step("NVDIMM devices", func() { nvdimmDevices(t, m) })
}

// inSRAT checks the range of a module (section 5.2.16.2 "Memory Affinity Structure"). All slots for
// modules that come and go are one range; _PXM says in which node a module is.
func inSRAT(t *run.T, m *machine, d module) {
	const memoryAffinity, hotPluggable, nonVolatile = 1, 1 << 1, 1 << 2
	want := uint64(enabled | hotPluggable)
	if d.Data.ID == persistentID {
		want = enabled | nonVolatile
	}
	for _, s := range acpi.Of(m.structures(t, "SRAT"), memoryAffinity) {
		base, length, flags := s.Int(8, 8), s.Int(16, 8), s.Int(28, 4)
		if d.Data.At < base || d.Data.At-base >= length {
			continue
		}
		if node := s.Int(2, 4); d.Data.ID == persistentID && node != d.Data.Node {
			t.Errorf("%s at %#x is in node %d, want %d", d.Data.ID, d.Data.At, node, d.Data.Node)
		}
		if flags != want {
			t.Errorf("%s: flags %#x, want %#x", d.Data.ID, flags, want)
		}
		return
	}
	t.Errorf("SRAT has no memory at %#x, where %s is", d.Data.At, d.Data.ID)
}

// proximity checks the node in the registers of the slots, which _PXM returns (QEMU 11.1,
// docs/specs/acpi_mem_hotplug.rst).
func proximity(t *run.T, m *machine, d module) {
	slots, err := memhotplug.New(t.Context(), m.Machine)
	t.Must(err)
	memhotplug.Selector.WriteT(t, slots.Regs, uint32(d.Data.Slot))
	reg.ExpectT(t, slots.Regs, "node of "+d.Data.ID, memhotplug.Proximity, uint32(d.Data.Node))
}

// The types of structures in the NFIT (section 5.2.25.1).
const (
	addressRange  = 0
	regionMapping = 1
	controlRegion = 4
	platform      = 7
)

// persistentMemory is the type of range 66F0D379-B4F3-4074-AC43-0D3318B78CDB (table 5.129,
// "Persistent Memory (PM) Region").
func persistentMemory() []byte {
	return []byte{0x79, 0xd3, 0xf0, 0x66, 0xf3, 0xb4, 0x74, 0x40, 0xac, 0x43, 0x0d, 0x33, 0x18, 0xb7, 0x8c, 0xdb}
}

// nfit checks the structures of the module that keeps its contents (section 5.2.25).
func nfit(t *run.T, m *machine, d module) {
	const (
		nodeValid   = 1 << 1
		writeBack   = 0x8    // EFI_MEMORY_WB
		nonVolatile = 0x8000 // EFI_MEMORY_NV
	)
	s := m.one(t, "NFIT", addressRange)
	for _, f := range []struct {
		name         string
		offset, size int
		want         uint64
	}{
		{"proximity domain valid", 6, 2, s.Int(6, 2) | nodeValid}, {"proximity domain", 12, 4, d.Data.Node}, {"base", 32, 8, d.Data.At},
		{"memory attributes", 48, 8, writeBack | nonVolatile},
	} {
		if got := s.Int(f.offset, f.size); got != f.want {
			t.Errorf("address range: %s = %#x, want %#x", f.name, got, f.want)
		}
	}
	if got := s.Bytes[16:32]; !bytes.Equal(got, persistentMemory()) {
		t.Errorf("address range: type % x, want that of persistent memory, % x", got, persistentMemory())
	}
	inModule(t, m, s.Int(32, 8), s.Int(40, 8))
	region := m.one(t, "NFIT", regionMapping)
	control := m.one(t, "NFIT", controlRegion)
	for _, f := range []struct {
		name         string
		offset, size int
		want         uint64
	}{
		{"range index", 12, 2, s.Int(4, 2)}, {"control region index", 14, 2, control.Int(4, 2)}, {"size", 16, 8, s.Int(40, 8)},
		{"offset", 24, 8, 0}, {"ways", 42, 2, 1}, {"state flags", 44, 2, 0},
	} {
		if got := region.Int(f.offset, f.size); got != f.want {
			t.Errorf("region mapping: %s = %#x, want %#x", f.name, got, f.want)
		}
	}
	if s.Int(4, 2) == 0 || control.Int(4, 2) == 0 || region.Int(4, 4) == 0 {
		t.Errorf("range %d, control region %d, device %#x, want none that is 0", s.Int(4, 2), control.Int(4, 2), region.Int(4, 4))
	}
}

// inModule checks that a range is the module's memory, and that the label area is not a part of it.
func inModule(t *run.T, m *machine, base, length uint64) {
	t.Helper()
	if most := uint64(moduleBytes - labelBytes); length == 0 || length > most {
		t.Errorf("the range has %#x bytes, want some, and up to %#x", length, most)
	}
	for at, want := range map[uint64]bool{base: true, base + length - 1: true, base + length: false} {
		r, ok := m.memory.At(at)
		if got := ok && r.Region == persistentMemdev; got != want {
			t.Errorf("the range has %#x bytes from %#x on; memory of the module at %#x: %t, want %t: %v", length, base, at, got, want, r)
		}
	}
}

// one returns the structure of a type that a table has once.
func (m *machine) one(t *run.T, signature string, typ uint64) acpi.Structure {
	t.Helper()
	some := acpi.Of(m.structures(t, signature), typ)
	if len(some) != 1 {
		t.Fatalf("%s: %d structures of type %d, want 1", signature, len(some), typ)
	}
	return some[0]
}

// capabilities checks that the structure has the option's value (section 5.2.25.9 "Platform
// Capabilities Structure").
func capabilities(t *run.T, m *machine) {
	const controllerFlush = 1
	s := m.one(t, "NFIT", platform)
	if highest, bits := s.Int(4, 1), s.Int(8, 4); highest < controllerFlush || bits != 1<<controllerFlush {
		t.Errorf("capabilities = %#x up to bit %d, want %#x", bits, highest, 1<<controllerFlush)
	}
}

// smbiosHandle checks that the module's physical ID is the handle of a memory device (section
// 5.2.25.3 "NVDIMM Region Mapping Structure").
func smbiosHandle(t *run.T, m *machine) {
	const physicalID = 8
	got := m.one(t, "NFIT", regionMapping).Int(physicalID, 2)
	for _, s := range smbios.Of(smbiosOf(t, m.source), smbios.MemoryDevice) {
		if uint64(s.Handle) == got {
			return
		}
	}
	t.Errorf("physical ID = %#x, want the handle of an SMBIOS memory device", got)
}

// nvdimmDevices checks the device of the module and the area through which its methods ask QEMU
// (section 9.19 "NVDIMM Devices"; QEMU 11.1, docs/specs/acpi_nvdimm.rst, "NVDIMM ACPI Background").
func nvdimmDevices(t *run.T, m *machine) {
	roots := m.space.Devices("ACPI0012")
	if len(roots) != 1 {
		t.Fatalf("%d devices ACPI0012, want 1", len(roots))
	}
	handle := m.one(t, "NFIT", regionMapping).Int(4, 4)
	found := false
	for _, c := range roots[0].Children {
		if address, ok := c.Int("_ADR"); ok && address == handle {
			found = true
			if c.Child("_DSM") == nil {
				t.Errorf("%s has no _DSM", c.Path)
			}
		}
	}
	if !found {
		t.Errorf("no device below %s has the _ADR %#x", roots[0].Path, handle)
	}
	area, err := m.loaded.File("etc/acpi/nvdimm-mem")
	t.Must(err)
	if got, ok := m.space.Root.Int("MEMA"); !ok || got != area.Address {
		t.Errorf("MEMA = %#x, want %#x, the address of %s", got, area.Address, area.Name)
	}
}
