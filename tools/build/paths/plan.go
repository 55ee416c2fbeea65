// Package paths turns the graph into the data of the build: the paths of each
// test package, and the packages that each path is made of.
//
// The gazelle extension writes it into BUILD files; the macro path_tests in
// defs.bzl makes a go_test of each line.
//
// A path's target is a go_test of path_test.bzl, a rule of this repository. It
// runs a binary that all paths with the same packages share: a go_test of
// rules_go by the name of shared_test. The environment names the path for the
// binary.
//
// available.bzl looks up whether the available QEMU can run a path: each path
// comes with its wants, and the build has asked each QEMU for its devices. A path
// that cannot run is incompatible with a constraint that is named as the reason. A test of
// two QEMUs has further targets if the build names another QEMU for the second.
package paths

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
)

// Plan holds the parts of the graph that the build files contain.
type Plan struct {
	Packages   map[string]*Package `json:"packages"`   // by folder, as "tests/sdhci"
	Nodes      map[string]*Node    `json:"nodes"`      // by element of a path, or two with a slash between: an edge
	Interfaces []string            `json:"interfaces"` // sorted
	Families   map[string]string   `json:"families"`   // by machine, that of its versions
}

// Package is a test package.
type Package struct {
	Paths     map[string][]string `json:"paths"`           // sorted, by their wants: see [Wants]
	Pairs     []string            `json:"pairs,omitempty"` // the tests of two QEMUs, sorted
	Slow      []string            `json:"slow,omitempty"`
	CannotRun map[string]string   `json:"cannot_run,omitempty"` // by path, why no QEMU can run it
}

// Node is a machine, a driver, or an edge from one of them to its part.
type Node struct {
	Packages []string `json:"packages"` // folders of the packages that register it, sorted
}

// New returns the plan for a graph of packages below module.
func New(g *graph.Graph, module string) (*Plan, error) {
	plan := &Plan{Packages: map[string]*Package{}, Nodes: map[string]*Node{}, Families: map[string]string{}}
	interfaces := map[string]bool{}
	folder := func(pkg string) string { return strings.TrimPrefix(pkg, module+"/") }
	for p := range g.Paths() {
		steps := p.Steps()
		for i, s := range steps {
			switch s.Kind {
			case graph.KindInterface:
				interfaces[s.As] = true
			case graph.KindMachine, graph.KindDriver:
				n := plan.node(s.As)
				if s.Kind == graph.KindMachine || s.Plugged() {
					n.add(folder(s.Package))
				}
				if next := steps[i+1]; next.Kind != graph.KindTest && !next.Plugged() && !slices.Contains(n.Packages, folder(next.Package)) {
					plan.node(edge(s, next)).add(folder(next.Package))
				}
			}
		}
		if family := p.Family(); family != "" {
			plan.Families[steps[0].As] = family
		}
		plan.add(folder(p.TestPackage()), p)
	}
	plan.Interfaces = slices.Sorted(maps.Keys(interfaces))
	return plan, plan.check(g, folder)
}

// node returns the node, or the edge, of that name.
func (plan *Plan) node(name string) *Node {
	if plan.Nodes[name] == nil {
		plan.Nodes[name] = &Node{}
	}
	return plan.Nodes[name]
}

// edge returns the name of an edge to a part or an interface of a node: a path
// that ends before it does not contain its package.
func edge(from, to graph.Step) string { return from.As + "/" + to.As }

func (n *Node) add(folder string) {
	if i, found := slices.BinarySearch(n.Packages, folder); !found {
		n.Packages = slices.Insert(n.Packages, i, folder)
	}
}

func (plan *Plan) add(folder string, p graph.Path) {
	pkg := plan.Packages[folder]
	if pkg == nil {
		pkg = &Package{Paths: map[string][]string{}}
		plan.Packages[folder] = pkg
	}
	name := p.String()
	wants := Wants(p)
	pkg.Paths[wants] = append(pkg.Paths[wants], name)
	if steps := p.Steps(); p.Pair() {
		pkg.addPair(steps[len(steps)-1].Name)
	}
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

func (pkg *Package) addPair(test string) {
	if i, found := slices.BinarySearch(pkg.Pairs, test); !found {
		pkg.Pairs = slices.Insert(pkg.Pairs, i, test)
	}
}

// Wants returns the devices and backends that QEMU must have for the path besides
// its machine, and the programs that must come with it, in the order of the search, as in "-device e1000e, -netdev dgram".
func Wants(p graph.Path) string {
	var words []string
	for _, want := range p.Wants() {
		if word := want.String(); !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return strings.Join(words, ", ")
}

// check makes sure that the nodes of each path yield exactly the packages that
// the path is made of.
func (plan *Plan) check(g *graph.Graph, folder func(string) string) error {
	for p := range g.Paths() {
		got := []string{folder(p.TestPackage())}
		steps := p.Steps()
		for i, s := range steps {
			names := []string{s.As}
			if i+1 < len(steps) {
				names = append(names, edge(s, steps[i+1]))
			}
			for _, name := range names {
				if n := plan.Nodes[name]; n != nil {
					got = append(got, n.Packages...)
				}
			}
		}
		slices.Sort(got)
		got = slices.Compact(got)
		var want []string
		for _, pkg := range p.Packages() {
			want = append(want, folder(pkg))
		}
		if !slices.Equal(got, want) {
			return fmt.Errorf("paths: %s is made of %v, but its nodes give %v: register an edge in the package of its node", p, want, got)
		}
	}
	for _, pkg := range plan.Packages {
		for _, names := range pkg.Paths {
			slices.Sort(names)
		}
		slices.Sort(pkg.Slow)
	}
	return nil
}

// Lines returns the list of the target //FOLDER:paths of each test package: a
// path a line, with its wants and marks.
func (plan *Plan) Lines() []string {
	var lines []string
	for folder, pkg := range plan.Packages {
		for wants, names := range pkg.Paths {
			for _, path := range names {
				line := "//" + folder + ":" + path + " [" + wants + "]"
				if slices.ContainsFunc(pkg.Pairs, func(test string) bool { return strings.HasSuffix(path, "/"+test) }) {
					line += " (two QEMUs)"
				}
				if slices.Contains(pkg.Slow, path) {
					line += " (slow)"
				}
				if reason := pkg.CannotRun[path]; reason != "" {
					line += " (" + reason + ")"
				}
				lines = append(lines, line)
			}
		}
	}
	slices.Sort(lines)
	return lines
}

// Module is the import path of this repository.
const Module = "github.com/qgraph/qgraph"
