package availability

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/run/results"
)

// Probe holds the inventory of each QEMU, by architecture.
type Probe map[string]*graph.Inventory

// ParseProbe reads the probe.json of the build's @qemu.
func ParseProbe(text []byte) (Probe, error) {
	var entries map[string]struct {
		Version  string                         `json:"version"`
		Machines []string                       `json:"machines"`
		Devices  []string                       `json:"devices"`
		Internal []string                       `json:"internal"`
		Abstract []string                       `json:"abstract"`
		Buses    map[string][]string            `json:"buses"`
		Aliases  map[string]string              `json:"aliases"`
		Backends map[graph.BackendKind][]string `json:"backends"`
		Programs []string                       `json:"programs"`
		QTest    *bool                          `json:"qtest"`
		Error    string                         `json:"error"`
	}
	if err := json.Unmarshal(text, &entries); err != nil {
		return nil, fmt.Errorf("availability: probe: %w", err)
	}
	p := Probe{}
	for arch, e := range entries {
		for _, list := range [][]string{e.Machines, e.Devices, e.Internal, e.Abstract} {
			slices.Sort(list)
		}
		for _, list := range e.Backends {
			slices.Sort(list)
		}
		p[arch] = &graph.Inventory{
			Arch: arch, Version: e.Version, Machines: e.Machines, Devices: e.Devices, Internal: e.Internal,
			Abstract: e.Abstract, Aliases: e.Aliases, Buses: e.Buses, Backends: e.Backends, Programs: e.Programs, Fault: e.Error,
		}
		if e.QTest != nil && !*e.QTest {
			p[arch].Clock = graph.RealTime
		}
	}
	return p, nil
}

// ErrNone means that none of the paths can run.
var ErrNone = errors.New("no usable QEMU: none of the paths can run.\n" +
	"Make the toolchain root, which has one (./bazelw test //tests/...), install QEMU 7.2 or later,\n" +
	"or name your own: --repo_env=QTEST_QEMU_BINARY=/path/to/qemu-system-x86_64")

// Pair holds the inventories of both QEMUs for tests of two.
type Pair struct{ First, Second Probe }

// ErrNoPair means that none of the tests of two QEMUs can run.
var ErrNoPair = errors.New("none of the tests of two QEMUs can run on these two")

// Answers yields each path with an error of type [*graph.Unavailable] if it cannot run.
func (p Probe) Answers(g *graph.Graph) iter.Seq2[graph.Path, error] {
	return func(yield func(graph.Path, error) bool) {
		for path := range g.Paths() {
			if !yield(path, path.Available(p[path.Arch()])) {
				return
			}
		}
	}
}

// Answers does the same for the paths of tests of two QEMUs, and leaves out the others.
func (p Pair) Answers(g *graph.Graph) iter.Seq2[graph.Path, error] {
	return func(yield func(graph.Path, error) bool) {
		for path := range g.Paths() {
			if !path.Pair() {
				continue
			}
			if _, err := path.Between(p.First[path.Arch()], p.Second[path.Arch()]); !yield(path, err) {
				return
			}
		}
	}
}

// Report lists the paths that cannot run, grouped by reason, and returns
// [ErrNone] if none can run.
func (p Probe) Report(g *graph.Graph) (string, error) {
	text, runs := report(p.Answers(g))
	if !runs {
		return p.String() + text, ErrNone
	}
	return p.String() + text, nil
}

// Report does the same for tests of two QEMUs. The error is [ErrNoPair].
func (p Pair) Report(g *graph.Graph) (string, error) {
	text, runs := report(p.Answers(g))
	text = "first:\n" + p.First.String() + "second:\n" + p.Second.String() + text
	if !runs {
		return text, ErrNoPair
	}
	return text, nil
}

// String returns a line for each QEMU.
func (p Probe) String() string {
	var b strings.Builder
	for _, arch := range slices.Sorted(maps.Keys(p)) {
		if q := p[arch]; q.Fault == "" {
			fmt.Fprintf(&b, "%v: %d machines, %d devices, virtual clock %v\n", q, len(q.Machines), len(q.Devices), q.Clock)
		} else {
			fmt.Fprintf(&b, "%v cannot be used: %s\n", q, q.Fault)
		}
	}
	return b.String()
}

// report lists the paths that cannot run, grouped by reason, and reports whether any can.
func report(answers iter.Seq2[graph.Path, error]) (text string, runs bool) {
	reasons := map[string][]string{}
	runnable, total := 0, 0
	for path, err := range answers {
		total++
		if err != nil {
			reasons[err.Error()] = append(reasons[err.Error()], path.String())
			continue
		}
		runnable++
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d of %d paths can run\n", runnable, total)
	for _, reason := range slices.Sorted(maps.Keys(reasons)) {
		fmt.Fprintf(&b, "\n%s\n", reason)
		for _, path := range reasons[reason] {
			fmt.Fprintf(&b, "    %s\n", path)
		}
	}
	return b.String(), runnable > 0
}

// Unavailable returns the paths that cannot run as results, each with its reason.
func Unavailable(answers iter.Seq2[graph.Path, error]) []results.Result {
	var all []results.Result
	for path, err := range answers {
		if err != nil {
			all = append(all, results.Result{Path: path.String(), Class: results.Unavailable, Reason: err.Error()})
		}
	}
	return all
}
