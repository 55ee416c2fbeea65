package availability

import (
	"encoding/json"
	"errors"
	"fmt"
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
			Abstract: e.Abstract, Aliases: e.Aliases, Backends: e.Backends, Programs: e.Programs, Fault: e.Error,
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

// Report lists the paths that cannot run, grouped by reason, and returns
// [ErrNone] if none can run.
func (p Probe) Report(g *graph.Graph) (string, error) {
	reasons := map[string][]string{}
	runnable, total := 0, 0
	for path := range g.Paths() {
		total++
		if err := path.Available(p[path.Arch()]); err != nil {
			reasons[err.Error()] = append(reasons[err.Error()], path.String())
			continue
		}
		runnable++
	}
	var b strings.Builder
	for _, arch := range slices.Sorted(maps.Keys(p)) {
		if q := p[arch]; q.Fault == "" {
			fmt.Fprintf(&b, "%v: %d machines, %d devices, virtual clock %v\n", q, len(q.Machines), len(q.Devices), q.Clock)
		} else {
			fmt.Fprintf(&b, "%v cannot be used: %s\n", q, q.Fault)
		}
	}
	fmt.Fprintf(&b, "%d of %d paths can run\n", runnable, total)
	for _, reason := range slices.Sorted(maps.Keys(reasons)) {
		fmt.Fprintf(&b, "\n%s\n", reason)
		for _, path := range reasons[reason] {
			fmt.Fprintf(&b, "    %s\n", path)
		}
	}
	if runnable == 0 {
		return b.String(), ErrNone
	}
	return b.String(), nil
}

// Unavailable returns the paths that cannot run as results, each with its reason.
func (p Probe) Unavailable(g *graph.Graph) []results.Result {
	var all []results.Result
	for path := range g.Paths() {
		if err := path.Available(p[path.Arch()]); err != nil {
			all = append(all, results.Result{Path: path.String(), Class: results.Unavailable, Reason: err.Error()})
		}
	}
	return all
}
