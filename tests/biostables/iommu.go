package biostables

import (
	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/protocol/acpi"
)

// unit returns the check of a table of an IOMMU whose registers are in the machine's memory.
func unit(signature string) func(*run.T, *machine) {
	return func(t *run.T, m *machine) {
		t.Step(signature, func() {
			base, ok := unitBase(signature, m.structures(t, signature))
			if !ok {
				t.Fatalf("%s has no IOMMU", signature)
			}
			if r, found := answers(m.memory, base); !found || r.First != base {
				t.Errorf("%s: the IOMMU is at %#x, where no device begins: %v", signature, base, r)
			}
		})
	}
}

// unitBase returns the address of an IOMMU's registers: of a DRHD (Intel VT-d 4.1, section 8.3),
// of an IVHD (AMD I/O Virtualization Technology 3.08, section 5.2.2), or of an SMMUv3 node (I/O
// Remapping Table, ARM DEN 0049E.e, section 3.1.1.2 "SMMUv3 node").
func unitBase(signature string, all []acpi.Structure) (base uint64, ok bool) {
	u, ok := map[string]struct {
		types  []uint64
		offset int
	}{
		"DMAR": {[]uint64{0}, 8}, "IVRS": {[]uint64{0x10, 0x11}, 8}, "IORT": {[]uint64{smmu3}, 16},
	}[signature]
	units := acpi.Of(all, u.types...)
	if !ok || len(units) == 0 {
		return 0, false
	}
	return units[0].Int(u.offset, 8), true
}

// nodes returns the nodes of a table of them by their offsets in it, and checks number and offset
// in the table's head, which have size bytes.
func (m *machine) nodes(t *run.T, signature string, size int) map[uint64]acpi.Structure {
	t.Helper()
	const first, head = 48, 36 // both in the VIOT and in the IORT
	nodes := map[uint64]acpi.Structure{}
	offset := uint64(first)
	for _, s := range m.structures(t, signature) {
		nodes[offset] = s
		offset += uint64(len(s.Bytes))
	}
	table := m.table(t, signature)
	if count, begin := table.Int(head, size), table.Int(head+size, size); count != uint64(len(nodes)) || begin != first {
		t.Errorf("%s: %d nodes from offset %d on, want %d from %d on", signature, count, begin, len(nodes), first)
	}
	return nodes
}

// The types of nodes in the VIOT (section 5.2.34), and the slot of the test's IOMMU.
const (
	pciRange  = 1
	pciIOMMU  = 3
	iommuSlot = 6
)

// viot checks that each device of the root bus is in a range that leads to the IOMMU.
func viot(t *run.T, m *machine) {
	t.Step("VIOT", func() {
		nodes := m.nodes(t, "VIOT", 2)
		covered := map[uint64]bool{}
		for _, s := range nodes {
			if s.Type != pciRange {
				continue
			}
			unit, ok := nodes[s.Int(16, 2)]
			if !ok || unit.Type != pciIOMMU || unit.Int(4, 2) != 0 || unit.Int(6, 2) != iommuSlot<<3 {
				t.Errorf("the range %x leads to %x, want the IOMMU in slot %d", s.Bytes, unit.Bytes, iommuSlot)
			}
			if begin, end := s.Int(8, 2), s.Int(10, 2); begin != 0 || end != 0 {
				t.Errorf("the range %x has segments %d to %d, want 0", s.Bytes, begin, end)
			}
			for device := s.Int(12, 2); device <= s.Int(14, 2); device++ {
				if endpoint := s.Int(4, 4) + device - s.Int(12, 2); covered[device] || endpoint != device {
					t.Errorf("device %#x has the endpoint ID %#x, want its own number, once", device, endpoint)
				}
				covered[device] = true
			}
		}
		for _, d := range pciBuses(t, m)[0].Devices {
			if number := d.Slot<<3 | d.Function; !covered[number] {
				t.Errorf("device %#x is in no range", number)
			}
		}
	})
}

// The types of nodes in the IORT (ARM DEN 0049E.e, section 3.1).
const (
	itsGroup    = 0
	rootComplex = 2
	smmu3       = 4
)

// iort returns the check that the IORT leads each device of a root complex to the interrupt
// translation service, by way of the SMMU on the first bus if there is one. Without a service it
// has no mapping.
func iort(its, smmu bool) func(*run.T, *machine) {
	return func(t *run.T, m *machine) {
		t.Step("IORT", func() {
			nodes := m.nodes(t, "IORT", 4)
			for _, s := range nodes {
				if s.Type == rootComplex {
					for _, device := range []uint64{0, 0xff} { // the first and the last on the first bus
						remapped(t, nodes, s, device, its, smmu)
					}
					return
				}
			}
			t.Error("IORT has no root complex")
		})
	}
}

// remapped follows a device through the mappings from the root complex on.
func remapped(t *run.T, nodes map[uint64]acpi.Structure, at acpi.Structure, device uint64, its, smmu bool) {
	t.Helper()
	var way []uint64
	for id := device; ; {
		output, next, ok := mapped(at, id)
		if !ok {
			break
		}
		id = output
		if at, ok = nodes[next]; !ok {
			t.Fatalf("device %#x leads to the offset %#x, where no node is", device, next)
		}
		if way = append(way, at.Type); id != device {
			t.Errorf("device %#x has the ID %#x in a node of type %d, want its own number", device, id, at.Type)
		}
	}
	var want []uint64
	if smmu {
		want = append(want, smmu3)
	}
	if its {
		want = append(want, itsGroup)
	}
	if diff := cmp.Diff(want, way); diff != "" {
		t.Errorf("types of the nodes behind device %#x (-want +got):\n%s", device, diff)
	}
}

// mapped returns an ID behind a node, and the offset of the next node (section 3.1.1 "ID
// mappings").
func mapped(s acpi.Structure, id uint64) (output, next uint64, ok bool) {
	const size, single = 20, 1
	count, first := int(s.Int(8, 4)), int(s.Int(12, 4))
	for at := first; at < first+count*size; at += size {
		base, further := s.Int(at, 4), s.Int(at+4, 4)
		if id >= base && id-base <= further && s.Int(at+16, 4)&single == 0 {
			return s.Int(at+8, 4) + id - base, s.Int(at+12, 4), true
		}
	}
	return 0, 0, false
}
