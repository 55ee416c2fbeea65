package availability_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/tools/build/availability"
)

// Parts of the graph below that a test may leave out.
const (
	machinePart  = "machine"
	producesPart = "produces"
	containsPart = "contains"
	testPart     = "test"
	morePart     = "more" // a driver that is left out unless asked for
)

// pcAndVirt returns a graph of two machines with a PCI bus each, less the part
// missing.
func pcAndVirt(missing string) *graph.Graph {
	g := graph.New()
	build := func(context.Context, object) (object, error) { return object{}, nil }
	same := func(o object) object { return o }
	nop := func(*run.T, object) {}
	bus, sdhci := graph.NewInterface[object]("pci-bus"), graph.NewInterface[object]("sdhci")
	for machine, host := range map[string]string{"x86_64/pc": "i440FX-pcihost", "arm/virt": "generic-pcihost"} {
		if machine == "arm/virt" && missing == machinePart {
			continue
		}
		m, h := graph.NewMachine[object](machine), graph.NewDriver[object](host)
		graph.AddMachine(g, m, func(context.Context, *run.Env) (object, error) { return object{}, nil })
		if machine != "arm/virt" || missing != containsPart {
			graph.Contains(g, m, h, build)
		}
		graph.Produces(g, h, bus, same)
	}
	card, edu := graph.NewDriver[object]("sdhci-pci"), graph.NewDriver[object]("edu")
	graph.Consumes(g, card, bus, build)
	if missing != producesPart {
		graph.Produces(g, card, sdhci, same)
	}
	graph.Consumes(g, edu, bus, build)
	graph.Test(g, "sdhci-tests/registers", sdhci, nop)
	if missing != testPart {
		graph.Test(g, "sdhci-tests/card", sdhci, nop)
	}
	graph.Test(g, "edu-tests/nop", edu, nop)
	if missing == morePart {
		more := graph.NewDriver[object]("tpci200")
		graph.Consumes(g, more, bus, build)
		graph.Test(g, "tpci200-tests/nop", more, nop)
	}
	return g
}

func probed() availability.Probe {
	return availability.Probe{
		"x86_64": {Arch: "x86_64", Version: "11.1.2", Machines: []string{"pc"}, Devices: []string{"edu", "sdhci-pci"}},
		"arm":    {Arch: "arm", Version: "11.1.2", Machines: []string{"virt"}, Devices: []string{"sdhci-pci"}},
	}
}

func snapshot(t *testing.T) *availability.Snapshot {
	t.Helper()
	s, err := availability.Take(pcAndVirt(""), probed())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSnapshotFormat(t *testing.T) {
	s := snapshot(t)
	got := s.Format()
	want := strings.Join([]string{
		"QEMU 11.1",
		"arm/virt/generic-pcihost/pci-bus/",
		" edu/edu-tests/nop\tedu: device: edu",
		" sdhci-pci/sdhci/sdhci-tests/",
		"  card",
		"  registers",
		"x86_64/pc/i440FX-pcihost/pci-bus/",
		" edu/edu-tests/nop",
		" sdhci-pci/sdhci/sdhci-tests/",
		"  card",
		"  registers",
		"",
	}, "\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("snapshot mismatch (-want +got):\n%s", diff)
	}
	parsed, err := availability.Parse(got)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s, parsed); diff != "" {
		t.Errorf("snapshot as it was read mismatch (-written +read):\n%s", diff)
	}
	for text, want := range map[string]string{
		"":                       "does not name the version of QEMU",
		"pc/\n":                  "does not name the version of QEMU",
		"QEMU 11.1\n  card\n":    "line 2: no parent line",
		"QEMU 11.1\na/\n\nb/c\n": "line 3: no parent line",
	} {
		_, err := availability.Parse(text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse(%q): error %v, want one with %q", text, err, want)
		}
	}
}

func TestCompare(t *testing.T) {
	const virt = "arm/virt/generic-pcihost/pci-bus/"
	const pc = "x86_64/pc/i440FX-pcihost/pci-bus/"
	for _, tc := range []struct {
		name    string
		missing string
		change  func(p availability.Probe)
		want    []availability.Difference
	}{
		{name: "nothing"},
		{name: "a machine gone", missing: machinePart, want: []availability.Difference{
			{`gone from the graph: the machine "arm/virt"`, []string{virt + "edu/edu-tests/nop", virt + "sdhci-pci/sdhci/sdhci-tests/card", virt + "sdhci-pci/sdhci/sdhci-tests/registers"}},
		}},
		{name: "a Contains edge gone", missing: containsPart, want: []availability.Difference{
			{`gone from the graph: the edge from "arm/virt" to "generic-pcihost"`, []string{virt + "edu/edu-tests/nop", virt + "sdhci-pci/sdhci/sdhci-tests/card", virt + "sdhci-pci/sdhci/sdhci-tests/registers"}},
		}},
		{name: "a Produces edge gone", missing: producesPart, want: []availability.Difference{
			{`gone from the graph: the edge from "sdhci-pci" to "sdhci"`, []string{
				virt + "sdhci-pci/sdhci/sdhci-tests/card", virt + "sdhci-pci/sdhci/sdhci-tests/registers",
				pc + "sdhci-pci/sdhci/sdhci-tests/card", pc + "sdhci-pci/sdhci/sdhci-tests/registers"}},
		}},
		{name: "a test gone", missing: testPart, want: []availability.Difference{
			{`gone from the graph: "sdhci-tests/card" after "sdhci"`, []string{virt + "sdhci-pci/sdhci/sdhci-tests/card", pc + "sdhci-pci/sdhci/sdhci-tests/card"}},
		}},
		{name: "a test new", missing: morePart, want: []availability.Difference{
			{`new, and not in the snapshot: tpci200-tests/nop`, []string{virt + "tpci200/tpci200-tests/nop", pc + "tpci200/tpci200-tests/nop"}},
		}},
		{name: "a device of QEMU gone", change: func(p availability.Probe) { p["x86_64"].Devices = []string{"edu"} }, want: []availability.Difference{
			{`cannot run any more because of sdhci-pci: qemu-system-x86_64 11.1.2 has no device "sdhci-pci"`,
				[]string{pc + "sdhci-pci/sdhci/sdhci-tests/card", pc + "sdhci-pci/sdhci/sdhci-tests/registers"}},
		}},
		{name: "a machine of QEMU gone", change: func(p availability.Probe) { p["arm"].Machines = nil }, want: []availability.Difference{
			{`cannot run any more because of arm/virt: qemu-system-arm 11.1.2 has no machine "virt"`,
				[]string{virt + "sdhci-pci/sdhci/sdhci-tests/card", virt + "sdhci-pci/sdhci/sdhci-tests/registers"}},
			{`cannot run now because of arm/virt: qemu-system-arm 11.1.2 has no machine "virt", and before because of edu: device: edu`, []string{virt + "edu/edu-tests/nop"}},
		}},
		{name: "a device of QEMU new", change: func(p availability.Probe) { p["arm"].Devices = []string{"edu", "sdhci-pci"} }, want: []availability.Difference{
			{`can run now, but could not because of edu: device: edu`, []string{virt + "edu/edu-tests/nop"}},
		}},
		{name: "another release", change: func(p availability.Probe) { p["arm"].Version = "11.1.9" }},
		{name: "another version", change: func(p availability.Probe) { p["arm"].Version, p["arm"].Machines = "11.2.0", nil }},
		{name: "a QEMU that does not work", change: func(p availability.Probe) { p["arm"] = &graph.Inventory{Arch: "arm", Fault: "it hangs"} }, want: []availability.Difference{
			{`cannot run any more because of arm/virt: it hangs`,
				[]string{virt + "sdhci-pci/sdhci/sdhci-tests/card", virt + "sdhci-pci/sdhci/sdhci-tests/registers"}},
			{`cannot run now because of arm/virt: it hangs, and before because of edu: device: edu`, []string{virt + "edu/edu-tests/nop"}},
		}},
		{name: "no QEMU that works", change: func(p availability.Probe) {
			p["arm"].Fault, p["x86_64"].Fault = "no qtest accelerator", "no qtest accelerator"
		}},
		{name: "no QEMU", change: func(p availability.Probe) { delete(p, "arm") }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := probed()
			if tc.change != nil {
				tc.change(p)
			}
			if diff := cmp.Diff(tc.want, snapshot(t).Compare(pcAndVirt(tc.missing), p)); diff != "" {
				t.Errorf("differences mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestIncomparable(t *testing.T) {
	s, p := snapshot(t), probed()
	if got := s.Incomparable(p); len(got) > 0 {
		t.Errorf("Incomparable with the QEMU of the snapshot: %q", got)
	}
	p["arm"].Version = "12.0.0"
	delete(p, "x86_64")
	want := []string{"arm: it is qemu-system-arm 12.0.0, but the snapshot is of 11.1", "x86_64: there is no qemu-system-x86_64"}
	if diff := cmp.Diff(want, s.Incomparable(p)); diff != "" {
		t.Errorf("reasons mismatch (-want +got):\n%s", diff)
	}
}

func TestTakeErrors(t *testing.T) {
	for want, change := range map[string]func(p availability.Probe){
		"no qemu-system-arm that works":                    func(p availability.Probe) { p["arm"].Fault = "it hangs" },
		"no qemu-system-x86_64 that works":                 func(p availability.Probe) { delete(p, "x86_64") },
		"qemu-system-x86_64 10.0.0 among QEMU binaries of": func(p availability.Probe) { p["x86_64"].Version = "10.0.0" },
	} {
		p := probed()
		change(p)
		if _, err := availability.Take(pcAndVirt(""), p); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Take: error %v, want one with %q", err, want)
		}
	}
}

func TestDifference(t *testing.T) {
	got := availability.Difference{What: "gone", Paths: []string{"a", "b", "c", "d"}}.String()
	if want := "gone: 4 paths\n    a\n    b\n    c\n    and 1 more"; got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
}
