package cpuplug

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// node is a NUMA node of the test.
type node struct {
	mib        int // of its RAM
	processors []int
	ranges     []string // of the processors
}

// The nodes of the test. The processors of the first one have a gap.
var numaNodes = []node{{32, []int{0, 1, 3}, []string{"0-1", "3"}}, {96, []int{2}, []string{"2"}}}

// registerNUMA adds the tests of the monitor's account of the nodes; bios-tables-tests/numamem tests the
// guest's.
func registerNUMA(g *graph.Graph) {
	// A socket of a RISC-V machine is a node, and has no gap.
	graph.Test(g, "numa-tests/mon/cpus/explicit", tableloader.NUMAInterface, numa, graph.On("aarch64", "arm", "i386", "loongarch64", "x86_64"),
		graph.SlowBeside("x86_64/q35", "aarch64/virt", "loongarch64/virt"), graph.After(numaOptions(true)...), graph.Allows(graph.Complaint{
			Kind: graph.WarningMessage, Text: "have been associated with node",
			Why: "The processors of the first node have a gap, so a cluster of Arm's belongs to both nodes.",
		}))
	graph.Test(g, "numa-tests/pc/cpu/explicit", tableloader.PCInterface, numa, graph.SlowBeside("x86_64/pc", "x86_64/q35"), graph.After(numaOptions(false)...))
}

// numaOptions are those for the processors, by their numbers or by their places, and for the RAM.
func numaOptions(byNumber bool) []graph.Option {
	all := []graph.Option{{Flag: "-smp", Props: []graph.Prop{
		graph.P("cpus", strconv.Itoa(most)), graph.P("sockets", strconv.Itoa(sockets)), graph.P("cores", strconv.Itoa(cores)), graph.P("threads", "1"),
	}}}
	for i, n := range numaNodes {
		id := fmt.Sprintf("ram%d", i)
		props := []graph.Prop{graph.P("nodeid", strconv.Itoa(i)), graph.P("memdev", id)}
		if byNumber {
			for _, r := range n.ranges {
				props = append(props, graph.P("cpus", r))
			}
		}
		all = append(all,
			graph.Option{Flag: "-object", Type: "memory-backend-ram", ID: id, Props: []graph.Prop{graph.P("size", strconv.Itoa(n.mib)+"M")}},
			graph.Option{Flag: "-numa", Type: "node", Props: props})
	}
	if byNumber {
		return all
	}
	for i, n := range numaNodes {
		for _, p := range n.processors {
			all = append(all, graph.Option{Flag: "-numa", Type: "cpu", Props: []graph.Prop{
				graph.P("node-id", strconv.Itoa(i)), graph.P("socket-id", strconv.Itoa(p/cores)), graph.P("core-id", strconv.Itoa(p%cores)),
			}})
		}
	}
	return all
}

// numa checks the monitor's account of the nodes (QEMU 11.1, QEMU QMP Reference Manual,
// CpuInstanceProperties and query-hotpluggable-cpus; docs/system/monitor.rst, info numa).
func numa(t *run.T, s *tableloader.Source) {
	monitor := s.Device.Machine.Monitor
	t.Step("info numa", func() {
		said, err := monitor.HMP(t.Context(), "info numa")
		t.Must(err)
		want := []string{fmt.Sprintf("%d nodes", len(numaNodes))}
		for i, n := range numaNodes {
			want = append(want, fmt.Sprintf("node %d cpus: %s", i, strings.Trim(fmt.Sprint(n.processors), "[]")), fmt.Sprintf("node %d size: %d MB", i, n.mib))
		}
		lines := strings.Split(strings.ReplaceAll(said, "\r", ""), "\n")
		for _, line := range want {
			if !slices.Contains(lines, line) {
				t.Errorf("info numa says %q, without the line %q", lines, line)
			}
		}
	})
	type processor struct {
		Index int    `json:"cpu-index"`
		Path  string `json:"qom-path"`
		Props struct {
			Node *int `json:"node-id"`
		} `json:"props"`
	}
	byPath := map[string]int{}
	t.Step("processors", func() {
		all, err := qmp.Execute[[]processor](t.Context(), monitor, "query-cpus-fast", qmp.NoArgs{})
		t.Must(err)
		if len(all) != most {
			t.Errorf("%d processors, want %d", len(all), most)
		}
		for _, p := range all {
			want := slices.IndexFunc(numaNodes, func(n node) bool { return slices.Contains(n.processors, p.Index) })
			if p.Props.Node == nil || *p.Props.Node != want {
				t.Errorf("processor %d: %+v, want node %d", p.Index, p.Props, want)
			}
			byPath[p.Path] = want
		}
	})
	t.Step("places", func() {
		all, err := qmp.Execute[[]processor](t.Context(), monitor, "query-hotpluggable-cpus", qmp.NoArgs{})
		if refusal := (*qmp.Error)(nil); errors.As(err, &refusal) {
			t.Skip("this machine has no places for processors")
		}
		t.Must(err)
		for _, p := range all {
			if want, ok := byPath[p.Path]; ok && (p.Props.Node == nil || *p.Props.Node != want) {
				t.Errorf("place of %s: %+v, want node %d", p.Path, p.Props, want)
			}
		}
	})
}
