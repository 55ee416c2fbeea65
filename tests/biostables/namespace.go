package biostables

import (
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/memmap"
	"github.com/qgraph/qgraph/libqos/protocol/aml"
)

// part is a device of a machine: QEMU's names of its regions, and how many of their registers
// are before those in _CRS.
type part struct {
	regions []string
	skipped uint64
}

// parts are devices by their hardware IDs. A PC's driver of floppies has no use for the first
// register of the 82078, SRA.
var parts = map[string]part{
	"PNP0103":  {regions: []string{"hpet"}},
	"PNP0303":  {regions: []string{"i8042-data", "i8042-cmd"}},
	"PNP0400":  {regions: []string{"parallel"}},
	"PNP0501":  {regions: []string{"serial"}},
	"PNP0700":  {[]string{"fdc"}, 1},
	"PNP0B00":  {regions: []string{"rtc", "rtc-index"}},
	"QEMU0001": {regions: []string{"pvpanic"}},
	"QEMU0002": {regions: []string{"fwcfg", "fwcfg.data"}},
	"ARMH0011": {regions: []string{"pl011"}},
	"ARMH0061": {regions: []string{"pl061"}},
	"LNRO0005": {regions: []string{"virtio-mmio"}},
}

// resources checks that each _CRS can be decoded, and that a known device answers where its
// _CRS says.
func resources(t *run.T, m *machine) {
	for _, d := range m.space.Devices() {
		all, err := d.Resources()
		if err != nil {
			t.Error(err)
			continue
		}
		p, known := parts[d.HardwareID()]
		if !known {
			continue
		}
		for _, r := range all {
			if v, ok := m.view(r.Kind); ok {
				begins(t, v, d, r.Min, p)
			}
		}
	}
}

// view returns the address space of a kind of resource.
func (m *machine) view(k aml.ResourceKind) (memmap.View, bool) {
	switch k {
	case aml.Memory:
		return m.memory, true
	case aml.IO:
		return m.ports, true
	default:
		return memmap.View{}, false
	}
}

// begins checks that one of a part's regions begins at an address.
func begins(t *run.T, v memmap.View, d *aml.Node, at uint64, p part) {
	t.Helper()
	r, ok := answers(v, at)
	if first := r.First == at || r.First+p.skipped == at; !ok || !first || !slices.Contains(p.regions, r.Region) {
		t.Errorf("%s (%s) has %#x, want the beginning of one of the regions %q there: %v", d.Path, d.HardwareID(), at, p.regions, r)
	}
}

// routing checks the tables for _PRT (section 6.2.13 "_PRT (PCI Routing Table)").
func routing(t *run.T, m *machine) {
	m.space.Walk(func(n *aml.Node) {
		if n.Term != nil && n.Term.Op == aml.Name && isRouting(n.Term.Terms[0]) {
			route(t, m, n)
		}
	})
}

// anyFunction is the lower half of an address of a device with all of its functions.
const anyFunction = 0xffff

// isRouting reports whether a term is a package of packages as _PRT returns it.
func isRouting(t *aml.Term) bool {
	if t.Op != aml.Package && t.Op != aml.VarPackage {
		return false
	}
	for _, e := range t.Terms {
		if e.Op != aml.Package || len(e.Terms) != 4 {
			return false
		}
		if v, ok := e.Terms[0].Int(); !ok || v&anyFunction != anyFunction {
			return false
		}
	}
	return len(t.Terms) > 1
}

// pin is an interrupt pin of a device.
type pin struct{ device, number uint64 }

// route checks one table: each device has all four pins, and each pin leads to a link device or
// to an interrupt.
func route(t *run.T, m *machine, n *aml.Node) {
	seen := map[pin]bool{}
	devices := map[uint64]int{}
	for _, e := range n.Term.Terms[0].Terms {
		if e.Op == aml.VarPackage {
			continue
		}
		address, _ := e.Terms[0].Int()
		number, ok := e.Terms[1].Int()
		p := pin{address >> 16, number}
		if !ok || number > 3 || seen[p] {
			t.Errorf("%s: device %d has pin %d: want each of 0 to 3 once", n.Path, p.device, number)
		}
		seen[p] = true
		devices[p.device]++
		source(t, m, n, e)
	}
	for d, count := range devices {
		if count != 4 {
			t.Errorf("%s: device %d has %d pins, want 4", n.Path, d, count)
		}
	}
}

// source checks the last two elements of an entry.
func source(t *run.T, m *machine, n *aml.Node, e *aml.Term) {
	t.Helper()
	index, _ := e.Terms[3].Int()
	if v, ok := e.Terms[2].Int(); ok && v == 0 {
		if index == 0 {
			t.Errorf("%s: an entry leads to interrupt 0", n.Path)
		}
		return
	}
	if len(e.Terms[2].Names) == 0 {
		t.Errorf("%s: an entry's source is %v, want a device or 0", n.Path, e.Terms[2])
		return
	}
	const link = "PNP0C0F"
	name := e.Terms[2].Names[0]
	if to := m.space.Lookup(n.Path, name); to == nil || to.HardwareID() != link || index != 0 {
		t.Errorf("%s: an entry leads to %s, index %d, want a %s", n.Path, name, index, link)
	}
}

// hostBridges checks the windows of PCI host bridges: they do not overlap each other, and
// neither RAM nor another device is in those above the first MiB.
func hostBridges(t *run.T, m *machine) {
	var windows []aml.Resource
	for _, d := range m.space.Devices("PNP0A03", "PNP0A08") {
		all, err := d.Resources()
		t.Must(err)
		bus := false
		for _, r := range all {
			bus = bus || r.Kind == aml.Bus && r.Window
			if r.Window && r.Length != r.Max-r.Min+1 {
				t.Errorf("%s: the window from %#x to %#x has a length of %#x", d.Path, r.Min, r.Max, r.Length)
			}
			if r.Window && r.Kind == aml.Memory {
				windows = append(windows, r)
				window(t, m, d, r)
			}
		}
		if len(all) > 0 && !bus {
			t.Errorf("%s has no bus numbers", d.Path)
		}
	}
	for i, a := range windows {
		for _, b := range windows[:i] {
			if a.Min <= b.Max && b.Min <= a.Max {
				t.Errorf("the windows from %#x to %#x and from %#x to %#x overlap", a.Min, a.Max, b.Min, b.Max)
			}
		}
	}
}

// window checks that nothing but devices behind a host bridge is in its window.
func window(t *run.T, m *machine, d *aml.Node, w aml.Resource) {
	t.Helper()
	const firstMiB = 1 << 20
	if w.Max < firstMiB {
		return // that of VGA is also in RAM
	}
	for _, r := range m.memory.Ranges {
		if r.Last < w.Min || r.First > w.Max || r.Hole || r.Kind == memmap.Container || strings.Contains(r.Region, "pci") || strings.Contains(r.Region, "mmio") {
			continue
		}
		if r.Owner.ID != "" || strings.HasPrefix(r.Owner.Path, "/machine/peripheral") { // a device of the test
			continue
		}
		t.Errorf("%s: %v is in the window from %#x to %#x", d.Path, r, w.Min, w.Max)
	}
}
