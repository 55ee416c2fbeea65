package graph

import (
	"context"
	"fmt"
	"reflect"
	"slices"
)

// Environment is the QEMU that a path is built on, and all that comes with it. The
// package that runs paths decides its type (see package run); this package hands it
// to the constructors that ask for it.
type Environment interface {
	// CommandLine returns the command line that QEMU was started with.
	CommandLine() *CommandLine
}

// Tester is the second argument of a test, besides the object that it asked for:
// see package run.
type Tester interface {
	// Environment returns the environment that the test's path was built in.
	Environment() Environment
}

// buildFunc makes a node's object of the one before it on the path.
type buildFunc func(ctx context.Context, in any, env Environment) (any, error)

// constructor turns a function of declared types into one of any.
func constructor[I, D any](build func(context.Context, I) (D, error)) buildFunc {
	return func(ctx context.Context, in any, _ Environment) (any, error) { return build(ctx, in.(I)) }
}

// constructorEnv is [constructor] for a function that asks for the environment.
func constructorEnv[I, D any, E Environment](build func(context.Context, I, E) (D, error)) buildFunc {
	return func(ctx context.Context, in any, env Environment) (any, error) {
		e, err := as[E](env)
		if err != nil {
			return nil, err
		}
		return build(ctx, in.(I), e)
	}
}

// same is the constructor of a node whose object is the one before it.
func same(_ context.Context, in any, _ Environment) (any, error) { return in, nil }

// as returns the environment as the type that a constructor asks for.
func as[E Environment](env Environment) (E, error) {
	e, ok := env.(E)
	if !ok {
		return e, fmt.Errorf("got an environment of type %T, want %v", env, reflect.TypeFor[E]())
	}
	return e, nil
}

// Build builds the objects along the path and returns the last one, for the path's
// test. Call it while QEMU runs on the path's command line. A path may be built
// several times, each time on another QEMU.
func (p Path) Build(ctx context.Context, env Environment) (object any, err error) {
	return p.build(ctx, p.machine(), env)
}

// build builds the machine and then the objects along the edges.
func (p Path) build(ctx context.Context, machine *node, env Environment) (object any, err error) {
	if object, err = machine.machine.build(ctx, nil, env); err != nil {
		return nil, fmt.Errorf("set up %s: %w", machine.name, err)
	}
	for _, e := range p.edges {
		if object, err = e.build(ctx, object, env); err != nil {
			return nil, fmt.Errorf("set up %s: %w", e.name, err)
		}
	}
	return object, nil
}

// BuildTo builds the objects along the path as far as the node to, and returns that
// node's object. The devices after it are plugged in, because the command line is that
// of the whole path, and no driver has touched them.
func BuildTo[T any](ctx context.Context, p Path, env Environment, to Parent[T]) (object T, err error) {
	last := slices.IndexFunc(p.edges, func(e *edge) bool { return e.to.key == to.key() })
	if last < 0 && p.machine().key != to.key() {
		return object, fmt.Errorf("graph: %v %q is not on the path %s", to.key().kind, to.Name(), p)
	}
	built, err := Path{p.edges[:last+1]}.build(ctx, p.machine(), env)
	if err != nil {
		return object, err
	}
	return built.(T), nil
}

// Test calls the path's test with an object that [Path.Build] returned. A test of two
// QEMUs is given the environment of the second; for others it is nil.
func (p Path) Test(t Tester, object any, second Environment) {
	p.test().test.run(t, object, p, second)
}

// Pair reports whether the path's test is one of two QEMUs: see [Pair].
func (p Path) Pair() bool { return p.test().test.pair }

// Prepare calls the [Prepare] hooks of the path's nodes in dir. Call it before QEMU starts.
func (p Path) Prepare(dir string) error {
	if err := prepare(p.machine().name, p.machine().machine.opts.prepare, dir); err != nil {
		return err
	}
	for _, e := range p.edges {
		if err := prepare(e.name, e.opts.prepare, dir); err != nil {
			return err
		}
	}
	return prepare(p.test().name, p.test().test.opts.prepare, dir)
}

func prepare(node string, hooks []preparation, dir string) error {
	for _, f := range hooks {
		if err := f(dir); err != nil {
			return fmt.Errorf("graph: prepare %s: %w", node, err)
		}
	}
	return nil
}
