package biostables

import (
	"slices"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/protocol/acpi"
	"github.com/qgraph/qgraph/libqos/protocol/aml"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// field is a number in a structure.
type field struct{ offset, size int }

// kind says where a structure of the MADT has the parts of a processor (section 5.2.12).
type kind struct {
	uid, id, flags field
	property       string // that QEMU's processor has the same ID in; "" for none
}

// kinds are the structures of processors, by their types.
var kinds = map[uint64]kind{
	0:  {uid: field{2, 1}, id: field{3, 1}, flags: field{4, 4}, property: "apic-id"},       // Local APIC
	9:  {uid: field{12, 4}, id: field{4, 4}, flags: field{8, 4}, property: "apic-id"},      // Local x2APIC
	11: {uid: field{8, 4}, id: field{68, 8}, flags: field{12, 4}, property: "mp-affinity"}, // GICC
	17: {uid: field{3, 4}, id: field{7, 4}, flags: field{11, 4}},                           // CORE PIC
	24: {uid: field{16, 4}, id: field{8, 8}, flags: field{4, 4}},                           // RINTC
}

// enabled is a bit of the flags of each kind.
const enabled = 1

// cpu is a processor in query-cpus-fast.
type cpu struct {
	Path string `json:"qom-path"`
}

// processors checks those in the MADT and in the namespace against the machine's.
func processors(t *run.T, m *machine) {
	present, err := qmp.Execute[[]cpu](t.Context(), m.Monitor, "query-cpus-fast", qmp.Args{})
	t.Must(err)
	var uids, ids []uint64
	property := ""
	for _, s := range m.structures(t, "APIC") {
		k, ok := kinds[s.Type]
		if !ok {
			continue
		}
		uids = append(uids, s.Int(k.uid.offset, k.uid.size))
		if s.Int(k.flags.offset, k.flags.size)&enabled != 0 {
			ids = append(ids, s.Int(k.id.offset, k.id.size))
			property = k.property
		}
	}
	if len(ids) != len(present) {
		t.Errorf("MADT: %d processors are enabled, want %d", len(ids), len(present))
	}
	if property != "" {
		identities(t, m, present, property, ids)
	}
	namespaceProcessors(t, m, uids)
	if slots := m.slots(t); slots > 0 && len(uids) != slots {
		t.Errorf("MADT: %d processors, want %d with those that can be plugged", len(uids), slots)
	}
}

// slots returns the number of processors that a machine can have, 0 where none is plugged.
func (m *machine) slots(t *run.T) int {
	t.Helper()
	all, err := qmp.Execute[[]struct {
		Count int `json:"vcpus-count"`
	}](t.Context(), m.Monitor, "query-hotpluggable-cpus", qmp.Args{})
	if err != nil {
		return 0
	}
	sum := 0
	for _, s := range all {
		sum += s.Count
	}
	return sum
}

// identities checks the IDs of processors against a property of them.
func identities(t *run.T, m *machine, present []cpu, property string, got []uint64) {
	t.Helper()
	var want []uint64
	for _, c := range present {
		v, err := qom.At(m.Monitor, c.Path).Int(t.Context(), property)
		t.Must(err)
		want = append(want, uint64(v))
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("MADT: IDs of the processors (-want +got):\n%s", diff)
	}
}

// namespaceProcessors checks that the namespace has the processors of the MADT: objects
// Processor, or devices whose _UID is the same.
func namespaceProcessors(t *run.T, m *machine, want []uint64) {
	t.Helper()
	var got []uint64
	m.space.Walk(func(n *aml.Node) {
		switch {
		case n.Term == nil:
		case n.Term.Op == aml.Processor:
			got = append(got, n.Term.Numbers[0])
		case n.Term.Op == aml.Device && n.HardwareID() == "ACPI0007":
			uid, _ := n.Int("_UID")
			got = append(got, uid)
		}
	})
	if len(got) == 0 {
		return // the MADT is enough
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("_UID of the processors in the namespace (-MADT +got):\n%s", diff)
	}
}

// bases are the structures of the MADT with the address of an interrupt controller; the address
// may be 0.
var bases = map[uint64]field{
	1:  {4, 4},  // I/O APIC
	11: {32, 8}, // GICC
	12: {8, 8},  // GICD
	14: {4, 8},  // GICR
	15: {8, 8},  // GIC ITS
	22: {3, 8},  // BIO PIC
	26: {24, 8}, // APLIC
	27: {24, 8}, // PLIC
}

// controllers checks that each interrupt controller of the MADT answers.
func controllers(t *run.T, m *machine) {
	all := m.structures(t, "APIC")
	count := 0
	for _, s := range all {
		f, ok := bases[s.Type]
		if !ok {
			continue
		}
		at := s.Int(f.offset, f.size)
		if at == 0 {
			continue
		}
		count++
		if r, ok := answers(m.memory, at); !ok {
			t.Errorf("MADT: structure %d has an interrupt controller at %#x, where nothing answers: %v", s.Type, at, r)
		}
	}
	if count == 0 && len(acpi.Of(all, 17, 24)) == 0 {
		t.Error("MADT: no interrupt controller")
	}
}
