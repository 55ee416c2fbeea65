package biostables

import (
	"fmt"
	"strconv"

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
	all := []graph.Option{machineOption("hmat", "on"), option("-smp", graph.P("cpus", "2"), graph.P("sockets", "2"))}
	for i := range latencies {
		id := fmt.Sprintf("ram%d", i)
		node := []graph.Prop{graph.P("nodeid", strconv.Itoa(i)), graph.P("memdev", id)}
		if i > 0 {
			node = append(node, graph.P("initiator", "0"))
		}
		all = append(all,
			graph.Option{Flag: "-object", Type: "memory-backend-ram", ID: id, Props: []graph.Prop{graph.P("size", "64M")}},
			graph.Option{Flag: "-numa", Type: "node", Props: node},
			graph.Option{Flag: "-numa", Type: "cpu", Props: []graph.Prop{graph.P("node-id", "0"), graph.P("socket-id", strconv.Itoa(i))}})
	}
	for i := range latencies {
		all = append(all,
			hmat(i, graph.P("data-type", "access-latency"), graph.P("latency", strconv.FormatUint(latencies[i], 10))),
			hmat(i, graph.P("data-type", "access-bandwidth"), graph.P("bandwidth", strconv.FormatUint(bandwidths[i], 10)+"M")))
	}
	return all
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
