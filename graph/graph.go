package graph

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"runtime"
	"slices"
	"strings"
)

// Graph is a set of nodes and edges. The zero value is not usable; see [New].
// A Graph is filled by one goroutine; once filled it may be read by many.
type Graph struct {
	nodes map[string]*node
	pkg   string  // Go package whose Register function is running
	errs  []error // the errors of registration, for Validate

	leftOut map[string]string // reasons, by model or machine: see LeftOut
}

// node is a vertex. Its Go objects exist only while a path runs.
type node struct {
	key
	pkgs    []string // packages that registered the node itself, in order
	machine *machineDecl
	test    *testDecl
	out     []*edge
	any     *anyModel // of an interface: see AnyModel
	in      int       // incoming edges
}

type machineDecl struct {
	opts  edgeOptions
	build buildFunc // of a node without a predecessor
}

type testDecl struct {
	opts testOptions
	pair bool // of two QEMUs: see Pair
	run  func(t Tester, object any, p Path, second Environment)
}

// edgeKind is one of the three relations of the graph.
type edgeKind uint8

const (
	contains edgeKind = iota + 1
	produces
	consumedBy
)

func (k edgeKind) String() string {
	return [...]string{"?", "contains", "produces", "consumed-by"}[k]
}

// edge leads from a node to the next one on a path.
type edge struct {
	kind  edgeKind
	from  *node
	to    *node
	name  string // the element of the path; to's name unless Named
	pkg   string
	opts  edgeOptions
	build buildFunc

	unknown bool // it is that of a model of AnyModel
}

// New returns an empty graph.
func New() *Graph { return &Graph{nodes: map[string]*node{}} }

// Include calls each function with g and notes its package as the origin of the
// nodes and edges it adds. The generator turns the origins into the inputs of a
// path's target.
func (g *Graph) Include(register ...func(*Graph)) {
	outer := g.pkg
	defer func() { g.pkg = outer }()
	for _, f := range register {
		g.pkg = packageOf(f)
		f(g)
	}
}

// packageOf returns the import path of the package that declares the function f.
func packageOf(f any) string {
	return packageName(runtime.FuncForPC(reflect.ValueOf(f).Pointer()).Name())
}

// packageName returns the import path in a function's name, as package runtime has it.
func packageName(name string) string {
	slash := strings.LastIndexByte(name, '/') + 1
	dot := strings.IndexByte(name[slash:], '.')
	return name[:slash+dot]
}

// node returns the node that k names, and makes it if needed.
func (g *Graph) node(k key) *node {
	n := g.nodes[k.name]
	if n == nil {
		if err := checkName(k.kind, k.name); err != nil {
			g.errs = append(g.errs, err)
		}
		n = &node{key: k}
		g.nodes[k.name] = n
		return n
	}
	switch {
	case n.kind != k.kind:
		g.errorf("%q is both a node of kind %v and one of kind %v", k.name, n.kind, k.kind)
	case n.typ != k.typ:
		g.errorf("%v %q stands for %v and for %v", k.kind, k.name, n.typ, k.typ)
	}
	return n
}

func (g *Graph) edge(kind edgeKind, from, to key, opts []EdgeOption, build buildFunc) {
	e := &edge{
		kind: kind, from: g.node(from), to: g.node(to),
		pkg: g.pkg, opts: edgeOptionsOf(opts), build: build,
	}
	e.name = e.to.name
	if e.opts.name != "" {
		e.name = e.opts.name
		if err := checkName(KindDriver, e.name); err != nil {
			g.errs = append(g.errs, err)
		}
	}
	g.checkComplaints(e.name, e.opts.allows...)
	for _, other := range e.from.out {
		if other.name == e.name {
			g.errorf("%q leads to %q twice: two paths would have one name (use graph.Named)", from.name, e.name)
			return
		}
	}
	e.insert()
}

// insert puts the edge between its nodes, sorted by name.
func (e *edge) insert() {
	i, _ := slices.BinarySearchFunc(e.from.out, e.name, func(e *edge, name string) int { return strings.Compare(e.name, name) })
	e.from.out = slices.Insert(e.from.out, i, e)
	e.to.in++
}

// Reject notes an error of a package that makes nodes from data: [Graph.Validate] returns it.
func (g *Graph) Reject(err error) { g.errorf("%w", err) }

func (g *Graph) errorf(format string, args ...any) {
	err := fmt.Errorf(format, args...)
	if g.pkg != "" {
		err = fmt.Errorf("%s: %w", g.pkg, err)
	}
	g.errs = append(g.errs, err)
}

// sorted returns the nodes of one kind by name.
func (g *Graph) sorted(kind Kind) []*node {
	var nodes []*node
	for _, name := range slices.Sorted(maps.Keys(g.nodes)) {
		if n := g.nodes[name]; n.kind == kind {
			nodes = append(nodes, n)
		}
	}
	return nodes
}

// checkName refuses names that cannot stand in a path, which is also the name
// of a Bazel target.
func checkName(kind Kind, name string) error {
	parts := strings.Split(name, "/")
	switch {
	case kind == KindMachine && len(parts) != 2:
		return fmt.Errorf("machine %q: want ARCH/MACHINE", name)
	case kind == KindTest && len(parts) < 2:
		return fmt.Errorf("test %q: want SUBJECT-tests/TEST", name)
	case (kind == KindDriver || kind == KindInterface) && len(parts) != 1:
		return fmt.Errorf("%v %q: a slash separates the elements of a path", kind, name)
	}
	for _, part := range parts {
		if part == "" || part == "." || part == ".." {
			return fmt.Errorf("%v %q: an element is empty or made of dots", kind, name)
		}
		if i := strings.IndexFunc(part, func(r rune) bool { return !isNameRune(r) }); i >= 0 {
			return fmt.Errorf("%v %q: %q cannot stand in a target name", kind, name, part[i:i+1])
		}
	}
	return nil
}

func isNameRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.+,", r)
}

// joined returns one error with all of errs, sorted and without repetitions.
func joined(errs []error) error {
	texts := map[string]error{}
	for _, err := range errs {
		texts[err.Error()] = err
	}
	var sorted []error
	for _, text := range slices.Sorted(maps.Keys(texts)) {
		sorted = append(sorted, texts[text])
	}
	if len(sorted) == 0 {
		return nil
	}
	return fmt.Errorf("graph: invalid:\n%w", errors.Join(sorted...))
}
