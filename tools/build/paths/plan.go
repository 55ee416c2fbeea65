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
	"iter"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
)

// Plan holds the parts of the graph that the build files contain.
type Plan struct {
	Packages map[string]*Package `json:"packages"` // by folder, as "tests/sdhci"
	Edges    map[string]folders  `json:"edges"`    // of the packages that register it, by a machine, or by two elements of a path with a slash between
	Families map[string]string   `json:"families"` // by machine, that of its versions
}

// Package is a test package.
type Package struct {
	Paths     map[string][]string `json:"paths"`           // sorted, by their wants: see [Wants]
	Pairs     []string            `json:"pairs,omitempty"` // the tests of two QEMUs, sorted
	Slow      []string            `json:"slow,omitempty"`
	CannotRun map[string]string   `json:"cannot_run,omitempty"` // by path, why no QEMU can run it
}

// folders are folders of packages, sorted.
type folders []string

// New returns the plan for a graph of packages below module.
func New(g *graph.Graph, module string) (*Plan, error) {
	plan := &Plan{Packages: map[string]*Package{}, Edges: map[string]folders{}, Families: map[string]string{}}
	folder := func(pkg string) string { return strings.TrimPrefix(pkg, module+"/") }
	for p := range g.Paths() {
		for name, s := range edges(p) {
			plan.Edges[name] = plan.Edges[name].with(folder(s.Package))
		}
		if family := p.Family(); family != "" {
			plan.Families[p.Steps()[0].As] = family
		}
		plan.add(folder(p.TestPackage()), p)
	}
	return plan, plan.check(g, folder)
}

// edges yields the machine of the path, and each edge but that to the test, with the
// node that it leads to.
func edges(p graph.Path) iter.Seq2[string, graph.Step] {
	return func(yield func(string, graph.Step) bool) {
		steps := p.Steps()
		from := ""
		for _, s := range steps[:len(steps)-1] {
			if !yield(from+s.As, s) {
				return
			}
			from = s.As + "/"
		}
	}
}

func (f folders) with(folder string) folders {
	if i, found := slices.BinarySearch(f, folder); !found {
		return slices.Insert(f, i, folder)
	}
	return f
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

// check makes sure that the edges of each path yield exactly the packages that the path
// is made of, and that the name of a test does not look like an edge.
func (plan *Plan) check(g *graph.Graph, folder func(string) string) error {
	for p := range g.Paths() {
		got := folders{}.with(folder(p.TestPackage()))
		last := ""
		for name, s := range edges(p) {
			for _, f := range plan.Edges[name] {
				got = got.with(f)
			}
			last = s.As
		}
		var want []string
		for _, pkg := range p.Packages() {
			want = append(want, folder(pkg))
		}
		if !slices.Equal(got, want) {
			return fmt.Errorf("paths: %s is made of %v, but its edges give %v: two packages register edges of one name", p, want, got)
		}
		steps := p.Steps()
		test, _, _ := strings.Cut(steps[len(steps)-1].As, "/")
		if plan.Edges[last+"/"+test] != nil {
			return fmt.Errorf("paths: %s: the test's name begins with %q, and so does a node after %q", p, test, last)
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
		isSlow := setOf(pkg.Slow)
		for wants, names := range pkg.Paths {
			for _, path := range names {
				line := "//" + folder + ":" + path + " [" + wants + "]"
				if slices.ContainsFunc(pkg.Pairs, func(test string) bool { return strings.HasSuffix(path, "/"+test) }) {
					line += " (two QEMUs)"
				}
				if isSlow[path] {
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
