// Package paths turns the graph into what the build needs of it: which paths
// each test package has, and which packages each path is made of.
//
// The gazelle extension writes it into BUILD files; the macro path_tests in
// defs.bzl makes a go_test of each line.
package paths

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
)

// Plan is what the build files say of the graph.
type Plan struct {
	Packages   map[string]*Package `json:"packages"`   // by folder, as "tests/sdhci"
	Nodes      map[string]*Node    `json:"nodes"`      // by element of a path
	Interfaces []string            `json:"interfaces"` // sorted
}

// Package is a test package.
type Package struct {
	Paths     []string          `json:"paths"` // sorted
	Slow      []string          `json:"slow,omitempty"`
	CannotRun map[string]string `json:"cannot_run,omitempty"` // by path, why no QEMU can run it
}

// Node is a machine or a driver.
type Node struct {
	Packages []string `json:"packages"`         // folders of the packages that register it, sorted
	Device   string   `json:"device,omitempty"` // the device model that it wants QEMU to have
}

// New returns the plan for a graph of packages below module.
func New(g *graph.Graph, module string) (*Plan, error) {
	plan := &Plan{Packages: map[string]*Package{}, Nodes: map[string]*Node{}}
	interfaces := map[string]bool{}
	folder := func(pkg string) string { return strings.TrimPrefix(pkg, module+"/") }
	for p := range g.Paths() {
		steps := p.Steps()
		for i, s := range steps {
			switch s.Kind {
			case graph.KindInterface:
				interfaces[s.As] = true
			case graph.KindMachine, graph.KindDriver:
				n := plan.Nodes[s.As]
				if n == nil {
					n = &Node{}
					plan.Nodes[s.As] = n
				}
				if s.Plugged() {
					n.Device = s.Name
				}
				if s.Kind == graph.KindMachine || s.Plugged() {
					n.add(folder(s.Package))
				}
				if next := steps[i+1]; next.Kind != graph.KindTest && !next.Plugged() {
					n.add(folder(next.Package))
				}
			}
		}
		plan.add(folder(p.TestPackage()), p)
	}
	plan.Interfaces = slices.Sorted(maps.Keys(interfaces))
	return plan, plan.check(g, folder)
}

func (n *Node) add(folder string) {
	if i, found := slices.BinarySearch(n.Packages, folder); !found {
		n.Packages = slices.Insert(n.Packages, i, folder)
	}
}

func (plan *Plan) add(folder string, p graph.Path) {
	pkg := plan.Packages[folder]
	if pkg == nil {
		pkg = &Package{}
		plan.Packages[folder] = pkg
	}
	name := p.String()
	pkg.Paths = append(pkg.Paths, name)
	if p.Slow() {
		pkg.Slow = append(pkg.Slow, name)
	}
	if err := p.Missing(); err != nil {
		if pkg.CannotRun == nil {
			pkg.CannotRun = map[string]string{}
		}
		pkg.CannotRun[name] = err.Error()
	}
}

// check makes sure that the nodes of each path yield exactly the packages that
// the path is made of.
func (plan *Plan) check(g *graph.Graph, folder func(string) string) error {
	for p := range g.Paths() {
		got := []string{folder(p.TestPackage())}
		for _, s := range p.Steps() {
			if n := plan.Nodes[s.As]; n != nil {
				got = append(got, n.Packages...)
			}
		}
		slices.Sort(got)
		got = slices.Compact(got)
		var want []string
		for _, pkg := range p.Packages() {
			want = append(want, folder(pkg))
		}
		if !slices.Equal(got, want) {
			return fmt.Errorf("paths: %s is made of %v, and its nodes say %v: register an edge in the package of its node", p, want, got)
		}
	}
	for _, pkg := range plan.Packages {
		slices.Sort(pkg.Paths)
		slices.Sort(pkg.Slow)
	}
	return nil
}

// Lines returns what the target //FOLDER:paths of each test package lists: a
// path a line, with its marks.
func (plan *Plan) Lines() []string {
	var lines []string
	for _, folder := range slices.Sorted(maps.Keys(plan.Packages)) {
		pkg := plan.Packages[folder]
		for _, path := range pkg.Paths {
			line := "//" + folder + ":" + path
			if slices.Contains(pkg.Slow, path) {
				line += " (slow)"
			}
			if reason := pkg.CannotRun[path]; reason != "" {
				line += " (" + reason + ")"
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// NodesBzl returns the content of nodes.bzl.
func (plan *Plan) NodesBzl() string {
	var b strings.Builder
	b.WriteString("\"\"\"Which packages register a node, and which device QEMU must have. Written by gazelle.\"\"\"\n\n")
	b.WriteString("NODES = {\n")
	for _, name := range slices.Sorted(maps.Keys(plan.Nodes)) {
		n := plan.Nodes[name]
		labels := make([]string, len(n.Packages))
		for i, folder := range n.Packages {
			labels[i] = fmt.Sprintf("%q", "//"+folder)
		}
		device := "None"
		if n.Device != "" {
			device = fmt.Sprintf("%q", n.Device)
		}
		fmt.Fprintf(&b, "    %q: struct(packages = [%s], device = %s),\n", name, strings.Join(labels, ", "), device)
	}
	b.WriteString("}\n\nINTERFACES = [\n")
	for _, name := range plan.Interfaces {
		fmt.Fprintf(&b, "    %q,\n", name)
	}
	b.WriteString("]\n")
	return b.String()
}

// Module is the import path of this repository.
const Module = "github.com/qgraph/qgraph"
