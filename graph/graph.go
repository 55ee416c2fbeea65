package graph

import (
	"context"
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
	errs  []error // what registration found wrong, for Validate
}

// node is a vertex. Its Go objects exist only while a path runs.
type node struct {
	key
	pkgs    []string // packages that registered the node itself, in order
	machine *machineDecl
	test    *testDecl
	out     []*edge
	in      int // incoming edges
}

type machineDecl struct {
	opts  edgeOptions
	build func(ctx context.Context, env *Env) (any, error)
}

type testDecl struct {
	opts testOptions
	run  func(t *T, object any)
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

// edge leads from a node to what stands after it on a path.
type edge struct {
	kind  edgeKind
	from  *node
	to    *node
	name  string // the element of the path; the name of to unless Named
	pkg   string
	opts  edgeOptions
	build func(ctx context.Context, in any, env *Env) (any, error)
}

// New returns an empty graph.
func New() *Graph { return &Graph{nodes: map[string]*node{}} }

// Include calls each function with g and notes which package it belongs to:
// what a Register function adds is known to come from there. The generator
// turns that into the inputs of a path's target.
func (g *Graph) Include(register ...func(*Graph)) {
	outer := g.pkg
	defer func() { g.pkg = outer }()
	for _, f := range register {
		g.pkg = packageOf(f)
		f(g)
	}
}

// packageOf returns the import path of the package that declares f.
func packageOf(f func(*Graph)) string {
	name := runtime.FuncForPC(reflect.ValueOf(f).Pointer()).Name()
	slash := strings.LastIndexByte(name, '/') + 1
	dot := strings.IndexByte(name[slash:], '.')
	return name[:slash+dot]
}

// AddMachine adds a machine. QEMU is started with -M and the part of the key's
// name after the slash; [Props] extends -M, [Before] and [After] stand around it.
// The function build is called once QEMU runs and returns the machine's object.
func AddMachine[M any](g *Graph, m Machine[M], build func(ctx context.Context, env *Env) (M, error), opts ...EdgeOption) {
	n := g.node(m.key())
	if n.machine != nil {
		g.errorf("machine %q is registered twice", n.name)
		return
	}
	n.machine = &machineDecl{
		opts:  edgeOptionsOf(opts),
		build: func(ctx context.Context, env *Env) (any, error) { return build(ctx, env) },
	}
	n.pkgs = append(n.pkgs, g.pkg)
}

// Contains says that parent, a machine or a driver, has child in it: child
// needs no -device and is there whenever parent is.
func Contains[P, C any](g *Graph, parent Source[P], child Driver[C], build func(ctx context.Context, parent P, env *Env) (C, error), opts ...EdgeOption) {
	g.edge(contains, parent.key(), child.key(), opts, func(ctx context.Context, in any, env *Env) (any, error) {
		return build(ctx, in.(P), env)
	})
}

// Consumes says that d can be plugged into whatever produces from. QEMU gets a
// -device option with d's name; build is called with the object behind from.
func Consumes[I, D any](g *Graph, d Driver[D], from Source[I], build func(ctx context.Context, from I, env *Env) (D, error), opts ...EdgeOption) {
	g.edge(consumedBy, from.key(), d.key(), opts, func(ctx context.Context, in any, env *Env) (any, error) {
		return build(ctx, in.(I), env)
	})
}

// ConsumesArg is [Consumes] for drivers that share a constructor and differ by
// an argument to it.
func ConsumesArg[I, D, A any](g *Graph, d Driver[D], from Source[I], arg A, build func(ctx context.Context, from I, env *Env, arg A) (D, error), opts ...EdgeOption) {
	Consumes(g, d, from, func(ctx context.Context, from I, env *Env) (D, error) {
		return build(ctx, from, env, arg)
	}, opts...)
}

// Produces says that d offers the interface i; as turns the driver's object
// into the interface's.
func Produces[D, I any](g *Graph, d Source[D], i Interface[I], as func(D) I, opts ...EdgeOption) {
	g.edge(produces, d.key(), i.key(), opts, func(_ context.Context, in any, _ *Env) (any, error) {
		return as(in.(D)), nil
	})
}

// Test adds a test named name that is given the object of from, once for each
// path from a machine to it.
func Test[I any](g *Graph, name string, from Source[I], run func(t *T, object I), opts ...TestOption) {
	n := g.node(key{kind: KindTest, name: name})
	if n.test != nil {
		g.errorf("test %q is registered twice", name)
		return
	}
	n.test = &testDecl{opts: testOptionsOf(opts), run: func(t *T, object any) { run(t, object.(I)) }}
	n.pkgs = append(n.pkgs, g.pkg)
	g.edge(consumedBy, from.key(), n.key, nil, func(_ context.Context, in any, _ *Env) (any, error) { return in, nil })
}

// TestArg is [Test] for tests that share a function and differ by an argument
// to it.
func TestArg[I, A any](g *Graph, name string, from Source[I], arg A, run func(t *T, object I, arg A), opts ...TestOption) {
	Test(g, name, from, func(t *T, object I) { run(t, object, arg) }, opts...)
}

// node returns the node that k names, made if need be.
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

func (g *Graph) edge(kind edgeKind, from, to key, opts []EdgeOption, build func(context.Context, any, *Env) (any, error)) {
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
	for _, other := range e.from.out {
		if other.name == e.name {
			g.errorf("%q leads to %q twice: two paths would have one name (use graph.Named)", from.name, e.name)
			return
		}
	}
	i, _ := slices.BinarySearchFunc(e.from.out, e.name, func(e *edge, name string) int { return strings.Compare(e.name, name) })
	e.from.out = slices.Insert(e.from.out, i, e)
	e.to.in++
}

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
