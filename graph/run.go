package graph

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/qgraph/qgraph/qtest"
)

// Env is what constructors and tests find around them while a path runs.
type Env struct {
	QEMU     *qtest.QEMU
	Dir      string // scratch folder: QEMU's working directory
	Command  *CommandLine
	channels map[string]*os.File
	ends     []end
}

type end struct {
	what  string
	check func(context.Context) error
}

// NewEnv returns an environment for a QEMU that runs cmd in dir; channels holds
// the test's end of each backend's channel, by the backend's name, and stays the
// caller's to close.
func NewEnv(q *qtest.QEMU, dir string, cmd *CommandLine, channels map[string]*os.File) *Env {
	return &Env{QEMU: q, Dir: dir, Command: cmd, channels: channels}
}

// Backend returns the backend with that name.
func (e *Env) Backend(name string) (BackendUse, error) {
	b, ok := e.Command.Backend(name)
	if !ok {
		return BackendUse{}, fmt.Errorf("graph: no backend %q on this path", name)
	}
	return b, nil
}

// Channel returns the test's end of a backend's socket pair. It stays open
// until the path ends.
func (e *Env) Channel(name string) (*os.File, error) {
	f := e.channels[name]
	if f == nil {
		return nil, fmt.Errorf("graph: no backend %q with a channel on this path", name)
	}
	return f, nil
}

// AtEnd has check called when the test has returned and QEMU still runs; what
// it reports fails the path. It is for invariants, such as guest memory that must
// have been given back.
func (e *Env) AtEnd(what string, check func(context.Context) error) {
	e.ends = append(e.ends, end{what, check})
}

// T is what a test is given besides the object it asked for.
type T struct {
	testing.TB
	Env *Env
}

// Must ends the test if err is not nil.
func (t *T) Must(err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// QEMU returns the QEMU that the path runs on.
func (t *T) QEMU() *qtest.QEMU { return t.Env.QEMU }

// Prepare calls the test's [Prepare] hooks in dir. It is to be called before
// QEMU starts.
func (p Path) Prepare(dir string) error {
	for _, f := range p.test().test.opts.prepare {
		if err := f(dir); err != nil {
			return fmt.Errorf("graph: prepare %s: %w", p.test().name, err)
		}
	}
	return nil
}

// Run builds the objects along the path, calls the test with the last one, and
// then the checks that were put off to the end. It is to be called with QEMU
// running on the path's command line.
func (p Path) Run(t *T) {
	t.Helper()
	object, err := p.machine().machine.build(t.Context(), t.Env)
	if err != nil {
		t.Fatalf("set up %s: %v", p.machine().name, err)
	}
	for _, e := range p.edges {
		if object, err = e.build(t.Context(), object, t.Env); err != nil {
			t.Fatalf("set up %s: %v", e.name, err)
		}
	}
	p.test().test.run(t, object)
	for _, end := range t.Env.ends {
		if err := end.check(t.Context()); err != nil {
			t.Errorf("at the end: %s: %v", end.what, err)
		}
	}
}
