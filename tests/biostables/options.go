package biostables

import (
	"encoding/binary"
	"fmt"
	"strconv"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/firmware/fwcfg"
	"github.com/qgraph/qgraph/libqos/protocol/acpi"
)

// The OEM fields of the test.
const (
	oemID    = "QGRAPH"
	oemTable = "TABLE-OF"
)

// oemFields checks those of all tables (section 5.2.6). OEM and table ID of the FACS do not exist.
func oemFields(t *run.T, m *machine) {
	t.Step("OEM fields", func() {
		for _, table := range append(m.tables.Roots, m.tables.Tables...) {
			if id, name := table.OEM(); id != oemID || name != oemTable {
				t.Errorf("%s: OEM ID %q, OEM table ID %q, want %q, %q", table.Signature(), id, name, oemID, oemTable)
			}
		}
		if got := string(m.tables.RSDP[9:15]); got != oemID {
			t.Errorf("RSDP: OEM ID %q, want %q", got, oemID)
		}
	})
}

// The NUMA nodes of the test: their RAM in MiB, and the distances between them.
var (
	nodeRAM   = []int{48, 80}
	distances = [][]int{{10, 21}, {31, 10}}
)

// numaOptions has two nodes with two processors each.
func numaOptions() []graph.Option {
	all := []graph.Option{smp("cpus", "4", "sockets", "2")}
	for i, mib := range nodeRAM {
		id := fmt.Sprintf("ram%d", i)
		all = append(all, ram(id, strconv.Itoa(mib)+"M"), numaNode(i, graph.P("memdev", id), graph.P("cpus", fmt.Sprintf("%d-%d", 2*i, 2*i+1))))
	}
	for i, row := range distances {
		for j, d := range row {
			all = append(all, graph.Option{Flag: "-numa", Type: "dist", Props: []graph.Prop{
				graph.P("src", strconv.Itoa(i)), graph.P("dst", strconv.Itoa(j)), graph.P("val", strconv.Itoa(d)),
			}})
		}
	}
	return all
}

// affinity says where a structure of the SRAT has the proximity domain of a processor, and its
// flags (section 5.2.16).
var affinity = map[uint64]struct{ domain, flags field }{
	0: {field{2, 1}, field{4, 4}},  // Local APIC
	2: {field{4, 4}, field{12, 4}}, // Local x2APIC
	3: {field{2, 4}, field{10, 4}}, // GICC
	7: {field{4, 4}, field{12, 4}}, // RINTC
}

// numaTables checks SRAT and SLIT against the nodes.
func numaTables(t *run.T, m *machine) {
	t.Step("SRAT", func() { srat(t, m) })
	t.Step("SLIT", func() { slit(t, m) })
	if !acpi.ReducedHardware(m.table(t, "FACP")) { // a PC, whose older firmware has no tables
		t.Step("firmware configuration", func() { numaItem(t, m) })
	}
}

// numaItem checks the item with the nodes (Linux 6.12, include/uapi/linux/qemu_fw_cfg.h, FW_CFG_NUMA):
// their number, the node of each processor, and the bytes of each node.
func numaItem(t *run.T, m *machine) {
	const word = 8
	want := []uint64{uint64(len(nodeRAM)), 0, 0, 1, 1}
	for _, mib := range nodeRAM {
		want = append(want, uint64(mib)<<20)
	}
	p, err := m.source.Device.Item(t.Context(), fwcfg.NUMA, word*len(want))
	t.Must(err)
	var got []uint64
	for i := range want {
		got = append(got, binary.LittleEndian.Uint64(p[word*i:]))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("NUMA item (-want +got):\n%s", diff)
	}
}

// srat checks memory and processors of each node.
func srat(t *run.T, m *machine) {
	const memoryAffinity, hotPluggable = 1, 2
	all := m.structures(t, "SRAT")
	ram := make([]uint64, len(nodeRAM))
	processors := make([]int, len(nodeRAM))
	for _, s := range all {
		if s.Type == memoryAffinity {
			if flags := s.Int(28, 4); flags&enabled == 0 || flags&hotPluggable != 0 {
				continue
			}
			domain, base, length := s.Int(2, 4), s.Int(8, 8), s.Int(16, 8)
			ram[domain] += length
			inRAM(t, m, base, length)
		}
		if a, ok := affinity[s.Type]; ok && s.Int(a.flags.offset, a.flags.size)&enabled != 0 {
			processors[s.Int(a.domain.offset, a.domain.size)]++
		}
	}
	for i, mib := range nodeRAM {
		const hole = 384 << 10 // from A0000h to FFFFFh on a PC
		want := uint64(mib) << 20
		if i == 0 && !acpi.ReducedHardware(m.table(t, "FACP")) { // a PC
			want -= hole
		}
		if ram[i] != want {
			t.Errorf("node %d has %#x bytes, want %#x", i, ram[i], want)
		}
	}
	if diff := cmp.Diff([]int{2, 2}, processors); diff != "" {
		t.Errorf("processors of the nodes (-want +got):\n%s", diff)
	}
}

// inRAM checks that a range of memory begins and ends in RAM. The first MiB of a PC has holes.
func inRAM(t *run.T, m *machine, base, length uint64) {
	t.Helper()
	const firstMiB = 1 << 20
	for _, at := range []uint64{base, base + length - 1} {
		if r, ok := m.memory.At(at); length > firstMiB && (!ok || r.Kind != "ram") {
			t.Errorf("SRAT: memory from %#x on with %#x bytes, and at %#x is %v", base, length, at, r)
		}
	}
}

// slit checks the distances (section 5.2.17).
func slit(t *run.T, m *machine) {
	const count, first = 36, 44
	table := m.table(t, "SLIT")
	n := int(table.Int(count, 8))
	if n != len(distances) || len(table.Bytes) != first+n*n {
		t.Fatalf("SLIT: %d nodes in %d bytes, want %d", n, len(table.Bytes), len(distances))
	}
	got := make([][]int, n)
	for i := range n {
		for j := range n {
			got[i] = append(got[i], int(table.Int(first+i*n+j, 1)))
		}
	}
	if diff := cmp.Diff(distances, got); diff != "" {
		t.Errorf("distances (-want +got):\n%s", diff)
	}
}
