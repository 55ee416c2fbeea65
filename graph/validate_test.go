package graph_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/graph"
)

func TestValidate(t *testing.T) {
	tests := []struct {
		name  string
		build func(g *graph.Graph)
		want  []string // each a part of the one error; empty: no error
	}{
		{name: "nothing wrong", build: func(g *graph.Graph) { register(g, nil, nil) }},
		{
			name: "everything twice",
			build: func(g *graph.Graph) {
				register(g, nil, nil)
				register(g, nil, nil)
			},
			want: []string{
				`machine "x86_64/pc" is registered twice`,
				`test "e1000e-tests/tx" is registered twice`,
				`"pci-bus" leads to "e1000e" twice: two paths would have one name`,
			},
		},
		{
			name: "dangling declarations",
			build: func(g *graph.Graph) {
				register(g, nil, nil)
				graph.Produces(g, graph.NewDriver[*nic]("orphan"), graph.NewInterface[*nic]("net"), func(n *nic) *nic { return n })
				graph.Test(g, "usb-tests/nop", graph.NewInterface[*nic]("usb"), nop)
				graph.Consumes(g, graph.NewDriver[*nic]("idle"), pciBus, newNIC)
				graph.Contains(g, graph.NewMachine[*machine]("arm/virt"), graph.NewDriver[*bus]("mmio"), hostOf)
			},
			want: []string{
				`driver "orphan": nothing contains it and it consumes nothing`,
				`interface "net" has no consumer`,
				`interface "usb" has no producer`,
				`driver "idle": it produces nothing and no test consumes it`,
				`machine "arm/virt" has edges but is not registered`,
				`test "usb-tests/nop": no machine leads to it`,
			},
		},
		{
			name: "faulty complaints",
			build: func(g *graph.Graph) {
				register(g, nil, nil)
				graph.Test(g, "pci-tests/complains", pciBus, func(graph.Tester, *bus) {},
					graph.Allows(graph.Complaint{Kind: graph.SanitizerReport, Text: "x", Why: "x"}, graph.Complaint{Kind: "joke", Text: "y", Why: "y"}),
					graph.Expects(graph.Complaint{Kind: graph.ErrorMessage, Text: "(", Why: "x"}, graph.Complaint{Kind: graph.ErrorMessage, Text: ".*"}))
				graph.Contains(g, pc, graph.NewDriver[*bus]("odd"), hostOf, graph.Allows(graph.Complaint{Kind: graph.WarningMessage, Text: "z"}))
			},
			want: []string{
				`pci-tests/complains: complaint "x": a message of the kind "sanitizer" is never right`,
				`complaint "y": there is no kind "joke"`,
				`complaint "(": error parsing regexp`,
				`complaint ".*": the expression matches every message`,
				`complaint ".*": it has no reason`,
				`odd: complaint "z": it has no reason`,
			},
		},
		{
			name: "one name, two meanings",
			build: func(g *graph.Graph) {
				register(g, nil, nil)
				graph.Test(g, "pci-tests/nop", graph.NewInterface[*nic]("pci-bus"), nop)
				graph.Test(g, "host-tests/nop", graph.NewInterface[*nic]("host"), nop)
			},
			want: []string{
				`interface "pci-bus" stands for *graph_test.bus and for *graph_test.nic`,
				`"host" is both a node of kind driver and one of kind interface`,
			},
		},
		{
			name: "names that cannot be target names",
			build: func(g *graph.Graph) {
				graph.AddMachine(g, graph.NewMachine[*machine]("pc"), onPC)
				graph.AddMachine(g, graph.NewMachine[*machine]("x86_64/a b"), onPC)
				graph.Consumes(g, graph.NewDriver[*nic]("a/b"), pciBus, newNIC)
				graph.Test(g, "alone", e1000e, nop)
				graph.Test(g, "a//b", e1000e, nop)
				graph.Test(g, "a/../b", e1000e, nop)
			},
			want: []string{
				`machine "pc": want ARCH/MACHINE`,
				`machine "x86_64/a b": " " cannot stand in a target name`,
				`driver "a/b": a slash separates the elements of a path`,
				`test "alone": want SUBJECT-tests/TEST`,
				`test "a//b": an element is empty or made of dots`,
				`test "a/../b": an element is empty or made of dots`,
			},
		},
		{
			name: "a command line that cannot be built",
			build: func(g *graph.Graph) {
				register(g, []graph.EdgeOption{graph.Props(graph.P("netdev", "hs0"))}, nil)
			},
			want: []string{"netdev=hs0 refers to an id that nothing defines"},
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			g := graph.New()
			tc.build(g)
			err := g.Validate()
			if len(tc.want) == 0 {
				if err != nil {
					t.Errorf("Validate: %v", err)
				}
				return
			}
			if err == nil {
				t.Fatal("Validate found nothing wrong")
			}
			for _, want := range tc.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("Validate reports no %q, got:\n%v", want, err)
				}
			}
		})
	}
}

func TestAvailable(t *testing.T) {
	hotplug := graph.NewAbility("hotplug")
	g := graph.New()
	register(g, []graph.EdgeOption{graph.Needs(netdev)}, []graph.TestOption{graph.Requires(hotplug)})
	p, err := g.Lookup(path)
	if err != nil {
		t.Fatal(err)
	}
	all := graph.Inventory{Arch: "x86_64", Version: "11.1.2", Machines: []string{"none", "pc"}, Devices: []string{"e1000e", "edu"}}
	tests := []struct {
		name   string
		change func(q *graph.Inventory) *graph.Inventory
		want   string
	}{
		{"no QEMU", func(*graph.Inventory) *graph.Inventory { return nil }, "x86_64/pc: there is no qemu-system-x86_64"},
		{"another architecture", func(q *graph.Inventory) *graph.Inventory { q.Arch = "arm"; return q }, "x86_64/pc: it is a machine of x86_64, but the available QEMU is qemu-system-arm"},
		{"a QEMU that does not work", func(q *graph.Inventory) *graph.Inventory { q.Fault = "no qtest accelerator"; return q }, "x86_64/pc: no qtest accelerator"},
		{"machine compiled out", func(q *graph.Inventory) *graph.Inventory { q.Machines = []string{"q35"}; return q }, `x86_64/pc: qemu-system-x86_64 11.1.2 has no machine "pc"`},
		{"device compiled out", func(q *graph.Inventory) *graph.Inventory { q.Devices = []string{"edu"}; return q }, `e1000e: qemu-system-x86_64 11.1.2 has no device "e1000e"`},
		{"device abstract", func(q *graph.Inventory) *graph.Inventory { q.Devices, q.Abstract = nil, []string{"e1000e"}; return q },
			`e1000e: in qemu-system-x86_64 11.1.2 "e1000e" is an abstract type: a base of other devices, not a device itself`},
		{"device that cannot be plugged in", func(q *graph.Inventory) *graph.Inventory { q.Internal = []string{"e1000e"}; return q },
			`e1000e: qemu-system-x86_64 11.1.2 has "e1000e" only as a part of machines and other devices: -device does not take it`},
		{"device under another name", func(q *graph.Inventory) *graph.Inventory {
			q.Devices, q.Aliases = []string{"e1000e-v2"}, map[string]string{"e1000e": "e1000e-v2"}
			return q
		}, `e1000e: in qemu-system-x86_64 11.1.2 "e1000e" is only another name of "e1000e-v2"`},
		{"backend compiled out", func(q *graph.Inventory) *graph.Inventory {
			q.Backends = map[graph.BackendKind][]string{graph.Netdev: {"user"}}
			return q
		}, `e1000e: it needs -netdev hubport, which qemu-system-x86_64 11.1.2 cannot make`},
		{"all there but an ability", func(q *graph.Inventory) *graph.Inventory {
			q.Backends = map[graph.BackendKind][]string{graph.Netdev: {"hubport", "user"}, graph.Chardev: nil}
			return q
		}, "e1000e-tests/tx: it requires hotplug, which no node on the path provides"},
		{"an ability missing", func(q *graph.Inventory) *graph.Inventory { return q }, "e1000e-tests/tx: it requires hotplug, which no node on the path provides"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			q := all
			err := p.Available(tc.change(&q))
			if err == nil {
				t.Fatal("Available: no error")
			}
			if diff := cmp.Diff(tc.want, err.Error()); diff != "" {
				t.Errorf("reason mismatch (-want +got):\n%s", diff)
			}
		})
	}

	g = graph.New()
	register(g, []graph.EdgeOption{graph.Provides(hotplug)}, []graph.TestOption{graph.Requires(hotplug)})
	if p, err = g.Lookup(path); err != nil {
		t.Fatal(err)
	}
	if err := p.Available(&all); err != nil {
		t.Errorf("Available: %v", err)
	}

	g = graph.New()
	register(g, []graph.EdgeOption{graph.Requires(graph.NewAbility("an IOMMU"))}, nil)
	if p, err = g.Lookup(path); err != nil {
		t.Fatal(err)
	}
	want := "e1000e: it requires an IOMMU, which no node on the path provides"
	if err := p.Available(&all); err == nil || err.Error() != want {
		t.Errorf("Available: error %v, want %q", err, want)
	}
}

// TestQtestAbility has a QEMU without the qtest accelerator.
func TestQtestAbility(t *testing.T) {
	q := &graph.Inventory{Arch: "x86_64", Version: "7.2.22", Machines: []string{"none", "pc"}, Devices: []string{"e1000e"}, Clock: graph.RealTime}
	requires := graph.Requires(graph.SteppedClock)
	for _, tc := range []struct {
		name string
		edge []graph.EdgeOption
		test []graph.TestOption
		bare bool // a machine whose processors would execute
		want string
	}{
		{name: "nothing"},
		{"a driver", []graph.EdgeOption{requires}, nil, false, "e1000e: it requires a clock that the test steps, but qemu-system-x86_64 7.2.22 has no qtest accelerator"},
		{"a test", nil, []graph.TestOption{requires}, false, "e1000e-tests/tx: it requires a clock that the test steps, but qemu-system-x86_64 7.2.22 has no qtest accelerator"},
		{"a machine", nil, nil, true, "x86_64/pc: it requires processors that execute nothing, but qemu-system-x86_64 7.2.22 has no qtest accelerator"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g := graph.New()
			if tc.bare {
				graph.AddMachine(g, pc, onPC)
				graph.Consumes(g, e1000e, pc, func(context.Context, *machine) (*nic, error) { return &nic{}, nil }, tc.edge...)
				graph.Test(g, "e1000e-tests/tx", e1000e, nop, tc.test...)
			} else {
				register(g, tc.edge, tc.test)
			}
			for p := range g.Paths() {
				if _, halts := p.Halt(); halts == tc.bare {
					t.Errorf("Halt() = %t, want %t", halts, !tc.bare)
				}
				if want := tc.edge != nil || tc.test != nil; p.StepsClock() != want {
					t.Errorf("StepsClock() = %t, want %t", p.StepsClock(), want)
				}
				got := ""
				if err := p.Available(q); err != nil {
					got = err.Error()
				}
				if diff := cmp.Diff(tc.want, got); diff != "" {
					t.Errorf("reason mismatch (-want +got):\n%s", diff)
				}
				if err := errors.Join(p.Missing(), p.Available(&graph.Inventory{Arch: "x86_64", Machines: q.Machines, Devices: q.Devices})); err != nil {
					t.Errorf("with the accelerator: %v", err)
				}
			}
		})
	}
}

func TestPackages(t *testing.T) {
	g := graph.New()
	g.Include(func(g *graph.Graph) { register(g, nil, nil) })
	p, err := g.Lookup(path)
	if err != nil {
		t.Fatal(err)
	}
	const pkg = "github.com/qgraph/qgraph/graph_test"
	if diff := cmp.Diff([]string{pkg}, p.Packages()); diff != "" {
		t.Errorf("packages mismatch (-want +got):\n%s", diff)
	}
	if p.TestPackage() != pkg {
		t.Errorf("TestPackage() = %q, want %q", p.TestPackage(), pkg)
	}
}

// TestNewerQEMU has a QEMU that lacks a property, and one that is too old.
func TestNewerQEMU(t *testing.T) {
	g := graph.New()
	register(g, []graph.EdgeOption{graph.Props(graph.P("mac", "52:54:00:00:00:01")), graph.Since("6.0", "an EEPROM")},
		[]graph.TestOption{graph.DeviceProps(graph.P("delay", "on")), graph.HasProperty("e1000e", "checksums"), graph.Since("9.1", "the event LINK_LOST")})
	p, err := g.Lookup(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"e1000e"}, p.SetTypes()); diff != "" {
		t.Errorf("types mismatch (-want +got):\n%s", diff)
	}
	for _, tc := range []struct {
		name, version string
		properties    map[string][]string
		want          string
	}{
		{"new", "9.1.0", map[string][]string{"e1000e": {"addr", "checksums", "delay", "mac"}}, ""},
		{"nothing asked", "9.1.0", nil, ""},
		{"another type asked", "9.1.0", map[string][]string{"edu": nil}, ""},
		{"unknown version", "", nil, ""},
		{"no property that the test sets", "9.1.0", map[string][]string{"e1000e": {"addr", "checksums", "mac"}},
			`e1000e-tests/tx: it requires the property "delay" of e1000e, which qemu-system-x86_64 9.1.0 lacks`},
		{"no property that the driver sets", "9.1.0", map[string][]string{"e1000e": {"addr", "checksums", "delay"}},
			`e1000e: it requires the property "mac" of e1000e, which qemu-system-x86_64 9.1.0 lacks`},
		{"no property that the test needs", "9.1.0", map[string][]string{"e1000e": {"addr", "delay", "mac"}},
			`e1000e-tests/tx: it requires the property "checksums" of e1000e, which qemu-system-x86_64 9.1.0 lacks`},
		{"too old for the test", "9.0.50", nil,
			"e1000e-tests/tx: it requires the event LINK_LOST, which QEMU has since 9.1, but this is qemu-system-x86_64 9.0.50"},
		{"too old for the driver", "5.2.0", nil,
			"e1000e: it requires an EEPROM, which QEMU has since 6.0, but this is qemu-system-x86_64 5.2.0"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := ""
			q := graph.Inventory{Arch: "x86_64", Version: tc.version, Machines: []string{"pc"}, Devices: []string{"e1000e"}, Properties: tc.properties}
			if err := p.Available(&q); err != nil {
				got = err.Error()
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("reason mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// TestReject has a package that cannot make a node from its data.
func TestReject(t *testing.T) {
	g := graph.New()
	register(g, nil, nil)
	want := errors.New("cases/x.txt: line 1: no command")
	g.Reject(want)
	if err := g.Validate(); !errors.Is(err, want) {
		t.Errorf("Validate() = %v, want %v in it", err, want)
	}
}
