package run

import (
	"slices"
	"testing"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/qtest"
)

// T is the second argument of a test, besides the object it asked for.
type T struct {
	testing.TB
	Env *Env
}

// Environment returns t.Env.
func (t *T) Environment() graph.Environment { return t.Env }

// Must ends the test if err is not nil.
func (t *T) Must(err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// QEMU returns the QEMU that the path runs on.
func (t *T) QEMU() *qtest.QEMU { return t.Env.QEMU }

// Instance is the path on the second QEMU of a test of two.
type Instance[I any] = graph.Instance[I, *Env]

// Path builds the objects along the path and calls its test with the last one. Call
// it while QEMU runs on the path's command line. A test of two QEMUs is given the
// environment of the second; for others it is nil.
func Path(t *T, p graph.Path, second *Env) {
	t.Helper()
	object, err := p.Build(t.Context(), t.Env)
	if err != nil {
		t.Fatal(err)
	}
	p.Test(t, object, second)
}

// End calls the checks of [Env.AtEnd], the last one first. Call it after the test has
// returned and its clean-ups are done.
func (t *T) End() {
	t.Helper()
	for _, end := range slices.Backward(t.Env.ends) {
		if err := end.check(t.Context()); err != nil {
			t.Errorf("at the end: %s: %v", end.name, err)
		}
	}
}
