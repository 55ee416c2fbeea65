package biostables

import (
	"strconv"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/protocol/acpi"
)

// The latencies and bandwidths of the test, from the processors of node 0 to the memory of each
// node.
var (
	latencies  = []uint64{5, 10}    // in ns
	bandwidths = []uint64{200, 100} // in MiB/s
)

// hmatOptions has two nodes, the second without processors.
func hmatOptions() []graph.Option {
	all := hmatNodes(graph.P("initiator", "0"))
	for i := range latencies {
		all = append(all, processorIn(i, 0))
	}
	for i := range latencies {
		all = append(all,
			hmat(i, graph.P("data-type", "access-latency"), graph.P("latency", strconv.FormatUint(latencies[i], 10))),
			hmat(i, graph.P("data-type", "access-bandwidth"), graph.P("bandwidth", strconv.FormatUint(bandwidths[i], 10)+"M")))
	}
	return all
}

// hmatNodes has two processors and two nodes with memory; the second one's properties may be more.
func hmatNodes(second ...graph.Prop) []graph.Option {
	return []graph.Option{
		machineOption("hmat", "on"), smp("cpus", "2", "sockets", "2"), ram("ram0", "64M"), ram("ram1", "64M"),
		numaNode(0, graph.P("memdev", "ram0")), numaNode(1, append(second, graph.P("memdev", "ram1"))...),
	}
}

// processorIn puts a processor into a node.
func processorIn(socket, node int) graph.Option {
	return graph.Option{Flag: "-numa", Type: "cpu", Props: []graph.Prop{
		graph.P("node-id", strconv.Itoa(node)), graph.P("socket-id", strconv.Itoa(socket)),
	}}
}

// hmat returns the option for the memory of a node.
func hmat(target int, props ...graph.Prop) graph.Option {
	to := []graph.Prop{graph.P("initiator", "0"), graph.P("target", strconv.Itoa(target)), graph.P("hierarchy", "memory")}
	return graph.Option{Flag: "-numa", Type: "hmat-lb", Props: append(to, props...)}
}

// hmatTable checks the HMAT (section 5.2.28).
func hmatTable(t *run.T, m *machine) {
	t.Step("HMAT", func() {
		const domains, locality = 0, 1
		const latency, bandwidth = 0, 3 // data types
		all := m.structures(t, "HMAT")
		if n := len(acpi.Of(all, domains)); n != len(latencies) {
			t.Errorf("%d memory proximity domains, want %d", n, len(latencies))
		}
		seen := 0
		for _, s := range acpi.Of(all, locality) {
			const ps, mib = 1000, 1 // the units of the table
			switch s.Int(9, 1) {
			case latency:
				localities(t, s, "latency in ps", latencies, ps)
				seen++
			case bandwidth:
				localities(t, s, "bandwidth in MiB/s", bandwidths, mib)
				seen++
			}
		}
		if seen != 2 {
			t.Errorf("%d structures of latency and bandwidth, want 2", seen)
		}
	})
}

// localities checks the values of a System Locality Latency and Bandwidth Information structure
// (section 5.2.28.4).
func localities(t *run.T, s acpi.Structure, what string, want []uint64, unit uint64) {
	t.Helper()
	const head = 32
	initiators, targets, base := int(s.Int(12, 4)), int(s.Int(16, 4)), s.Int(24, 8)
	if initiators != 1 || targets != len(want) {
		t.Fatalf("%s: %d initiators, %d targets, want 1, %d", what, initiators, targets, len(want))
	}
	first := head + 4*(initiators+targets)
	for i, v := range want {
		if got := s.Int(first+2*i, 2) * base; got != v*unit {
			t.Errorf("%s to node %d = %d, want %d", what, i, got, v*unit)
		}
	}
}

// noInitiatorOptions has two nodes, the second without processors, and nothing says which
// processors are its initiators.
func noInitiatorOptions() []graph.Option {
	all := append(hmatNodes(), processorIn(0, 0), processorIn(1, 0))
	for i := range latencies {
		all = append(all, hmat(i, graph.P("data-type", "access-latency"), graph.P("latency", strconv.FormatUint(latencies[i], 10))))
	}
	return all
}

// withoutInitiator checks that only the node with processors has itself for initiator (section
// 5.2.28.3 "Memory Proximity Domain Attributes Structure").
func withoutInitiator(t *run.T, m *machine) {
	initiators(t, m, map[uint64]uint64{0: 0})
}

// initiators checks the initiators of the nodes with memory, by the nodes.
func initiators(t *run.T, m *machine, want map[uint64]uint64) {
	t.Step("initiators", func() {
		const domains, valid = 0, 1
		got := map[uint64]uint64{}
		for _, s := range acpi.Of(m.structures(t, "HMAT"), domains) {
			if s.Int(8, 2)&valid != 0 {
				got[s.Int(16, 4)] = s.Int(12, 4)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("initiators of the nodes (-want +got):\n%s", diff)
		}
	})
}

// genericNode is the node of a device that reads memory by itself.
const genericNode = 2

func genericOptions() []graph.Option {
	return append(hmatNodes(), numaNode(genericNode), processorIn(0, 0), processorIn(1, 1),
		named("reader", "virtio-rng-pci", slotted(testSlot)),
		graph.Option{Flag: "-object", Type: "acpi-generic-initiator", ID: "initiator", Props: []graph.Prop{
			graph.P("pci-dev", "reader"), graph.P("node", strconv.Itoa(genericNode)),
		}})
}

// genericInitiator checks the device in the SRAT (section 5.2.16.6 "Generic Initiator Affinity
// Structure").
func genericInitiator(t *run.T, m *machine) {
	initiators(t, m, map[uint64]uint64{0: 0, 1: 1})
	t.Step("generic initiator", func() {
		const typ, pciHandle = 5, 1
		s := m.one(t, "SRAT", typ)
		for _, f := range []struct {
			name         string
			offset, size int
			want         uint64
		}{
			{"handle type", 3, 1, pciHandle}, {"proximity domain", 4, 4, genericNode}, {"segment", 8, 2, 0}, {"bus", 10, 1, 0},
			{"device and function", 11, 1, testSlot << 3}, {"flags", 24, 4, enabled},
		} {
			if got := s.Int(f.offset, f.size); got != f.want {
				t.Errorf("%s = %#x, want %#x", f.name, got, f.want)
			}
		}
	})
}
