package graph

import (
	"context"
	"slices"
)

// AddMachine adds a machine. QEMU is started with -M and the part of the key's
// name after the slash; [Props] extends -M; [Before] and [After] add options
// around it. The function build is called once QEMU runs and returns the
// machine's object.
func AddMachine[M any, E Environment](g *Graph, m Machine[M], build func(ctx context.Context, env E) (M, error), opts ...EdgeOption) {
	n := g.node(m.key())
	if n.machine != nil {
		g.errorf("machine %q is registered twice", n.name)
		return
	}
	n.machine = &machineDecl{
		opts: edgeOptionsOf(opts),
		build: func(ctx context.Context, _ any, env Environment) (any, error) {
			e, err := as[E](env)
			if err != nil {
				return nil, err
			}
			return build(ctx, e)
		},
	}
	n.pkgs = append(n.pkgs, g.pkg)
	g.checkComplaints(n.name, n.machine.opts.allows...)
}

// Contains says that parent, a machine or a driver, contains child. child needs
// no -device and exists whenever parent does.
func Contains[P, C any](g *Graph, parent Parent[P], child Driver[C], build func(ctx context.Context, parent P) (C, error), opts ...EdgeOption) {
	g.edge(contains, parent.key(), child.key(), opts, constructor(build))
}

// ContainsEnv is [Contains] for a constructor that asks for the environment.
func ContainsEnv[P, C any, E Environment](g *Graph, parent Parent[P], child Driver[C], build func(ctx context.Context, parent P, env E) (C, error), opts ...EdgeOption) {
	g.edge(contains, parent.key(), child.key(), opts, constructorEnv(build))
}

// Consumes says that d can be plugged into whatever produces from. QEMU gets a
// -device option with d's name; build is called with the object behind from.
func Consumes[I, D any](g *Graph, d Driver[D], from Parent[I], build func(ctx context.Context, from I) (D, error), opts ...EdgeOption) {
	g.edge(consumedBy, from.key(), d.key(), opts, constructor(build))
}

// ConsumesEnv is [Consumes] for a constructor that asks for the environment.
func ConsumesEnv[I, D any, E Environment](g *Graph, d Driver[D], from Parent[I], build func(ctx context.Context, from I, env E) (D, error), opts ...EdgeOption) {
	g.edge(consumedBy, from.key(), d.key(), opts, constructorEnv(build))
}

// Produces says that d offers the interface i; as turns the driver's object
// into the interface's.
func Produces[D, I any](g *Graph, d Parent[D], i Interface[I], as func(D) I, opts ...EdgeOption) {
	g.edge(produces, d.key(), i.key(), opts, func(_ context.Context, in any, _ Environment) (any, error) {
		return as(in.(D)), nil
	})
}

// ProducesItself says that d offers the interface i, and that the driver's object is
// the interface's.
func ProducesItself[D any](g *Graph, d Parent[D], i Interface[D], opts ...EdgeOption) {
	g.edge(produces, d.key(), i.key(), opts, same)
}

// Test adds a test named name that is given the object of from, once for each
// path from a machine to it.
func Test[T Tester, I any](g *Graph, name string, from Parent[I], run func(t T, object I), opts ...TestOption) {
	g.test(name, from.key(), &testDecl{opts: testOptionsOf(opts), run: func(t Tester, object any, _ Path, _ Environment) {
		run(t.(T), object.(I))
	}})
}

// Pair adds a test of two QEMUs with the same command line: the path's own, on which
// the object of from is built, and a second one that waits for the machine of the first
// to be migrated to it (-incoming defer). Nothing is built on the second unless the
// test does: see [Instance].
func Pair[T Tester, I any, E Environment](g *Graph, name string, from Parent[I], run func(t T, object I, second Instance[I, E]), opts ...TestOption) {
	g.test(name, from.key(), &testDecl{opts: testOptionsOf(opts), pair: true, run: func(t Tester, object any, p Path, second Environment) {
		run(t.(T), object.(I), Instance[I, E]{Env: second.(E), path: p})
	}})
}

// test adds a test of the objects of the node before it.
func (g *Graph) test(name string, from key, decl *testDecl) {
	n := g.node(key{kind: KindTest, name: name})
	if n.test != nil {
		g.errorf("test %q is registered twice", name)
		return
	}
	n.test = decl
	n.pkgs = append(n.pkgs, g.pkg)
	g.checkComplaints(name, slices.Concat(n.test.opts.allows, n.test.opts.expects)...)
	g.edge(consumedBy, from, n.key, nil, same)
}

// Instance is the path on the second QEMU of a test of two.
type Instance[I any, E Environment] struct {
	Env  E
	path Path
}

// Build builds the objects along the path on the second QEMU, and returns the last one.
// A migration into this QEMU overwrites the state of its devices, and what the device
// does not migrate stays as the constructors left it.
func (i Instance[I, E]) Build(ctx context.Context) (object I, err error) {
	built, err := i.path.Build(ctx, i.Env)
	if err != nil {
		return object, err
	}
	return built.(I), nil
}
