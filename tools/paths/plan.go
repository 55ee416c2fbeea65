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
	Tests      map[string]*Wants   `json:"tests"`      // by name: those that want something of QEMU themselves
}

// Package is a test package.
type Package struct {
	Paths     []string          `json:"paths"` // sorted
	Slow      []string          `json:"slow,omitempty"`
	CannotRun map[string]string `json:"cannot_run,omitempty"` // by path, why no QEMU can run it
}

// Node is a machine or a driver.
type Node struct {
	Packages []string `json:"packages"` // folders of the packages that register it, sorted
	Wants    Wants    `json:"wants"`
}

// Wants is what a node or a test wants QEMU to have: options with their types,
// as "-device e1000e".
type Wants struct {
	Always []string          `json:"always,omitempty"` // sorted
	Needs  map[string]string `json:"needs,omitempty"`  // backends by name; the test's come before those of nodes
}

// add notes what a node wants.
func (w *Wants) add(want graph.Want) {
	if want.Need != "" {
		if w.Needs == nil {
			w.Needs = map[string]string{}
		}
		w.Needs[want.Need] = want.String()
		return
	}
	if i, found := slices.BinarySearch(w.Always, want.String()); !found {
		w.Always = slices.Insert(w.Always, i, want.String())
	}
}

// New returns the plan for a graph of packages below module.
func New(g *graph.Graph, module string) (*Plan, error) {
	plan := &Plan{Packages: map[string]*Package{}, Nodes: map[string]*Node{}, Tests: map[string]*Wants{}}
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
				if s.Kind == graph.KindMachine || s.Plugged() {
					n.add(folder(s.Package))
				}
				if next := steps[i+1]; next.Kind != graph.KindTest && !next.Plugged() {
					n.add(folder(next.Package))
				}
			}
		}
		plan.addWants(p)
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

// addWants notes what each node of the path, and its test, want of QEMU. What is
// wanted for a node that another contains or produces is noted with that one, as
// its package is: other paths to the node may not want it.
func (plan *Plan) addWants(p graph.Path) {
	elements := map[string]string{}
	steps := p.Steps()
	for i, s := range steps {
		elements[s.Name] = s.As
		if s.Kind != graph.KindMachine && s.Kind != graph.KindTest && !s.Plugged() {
			elements[s.Name] = steps[i-1].As
		}
	}
	for _, want := range p.Wants() {
		if n := plan.Nodes[elements[want.Node]]; n != nil {
			n.Wants.add(want)
			continue
		}
		if plan.Tests[want.Node] == nil {
			plan.Tests[want.Node] = &Wants{}
		}
		plan.Tests[want.Node].add(want)
	}
}

// wants returns what defs.bzl takes the path to want, sorted.
func (plan *Plan) wants(p graph.Path) []string {
	var list []string
	needs := map[string]string{}
	add := func(w *Wants) {
		list = append(list, w.Always...)
		maps.Copy(needs, w.Needs)
	}
	for _, s := range p.Steps() {
		if n := plan.Nodes[s.As]; n != nil {
			add(&n.Wants)
		} else if w := plan.Tests[s.As]; w != nil {
			add(w)
		}
	}
	list = slices.AppendSeq(list, maps.Values(needs))
	slices.Sort(list)
	return slices.Compact(list)
}

// checkWants makes sure that the build takes each path to want what it wants.
func (plan *Plan) checkWants(p graph.Path) error {
	var want []string
	for _, w := range p.Wants() {
		want = append(want, w.String())
	}
	slices.Sort(want)
	want = slices.Compact(want)
	if got := plan.wants(p); !slices.Equal(got, want) {
		return fmt.Errorf("paths: %s wants %q of QEMU, and its nodes say %q: what a node wants must not depend on the path", p, want, got)
	}
	return nil
}

// check makes sure that the nodes of each path yield exactly the packages that
// the path is made of, and what it wants of QEMU.
func (plan *Plan) check(g *graph.Graph, folder func(string) string) error {
	for p := range g.Paths() {
		if err := plan.checkWants(p); err != nil {
			return err
		}
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

// Module is the import path of this repository.
const Module = "github.com/qgraph/qgraph"
