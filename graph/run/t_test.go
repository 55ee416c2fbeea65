package run_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/graph/run"
)

// recorder is a testing.TB that keeps its failures.
type recorder struct {
	testing.TB
	failures []string
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

// TestEnd has checks that fail and one that does not: all are called, the last one
// that was added first.
func TestEnd(t *testing.T) {
	rec := &recorder{TB: t}
	test := &run.T{TB: rec, Env: run.NewEnv(nil, "", nil, run.Peers{})}
	var order []string
	for _, tc := range []struct {
		name string
		err  error
	}{{"memory", errors.New("a page is lost")}, {"peer", nil}, {"card", errors.New("it is still in")}} {
		test.Env.AtEnd(tc.name, func(context.Context) error {
			order = append(order, tc.name)
			return tc.err
		})
	}
	test.End()
	if diff := cmp.Diff([]string{"card", "peer", "memory"}, order); diff != "" {
		t.Errorf("order of the checks mismatch (-want +got):\n%s", diff)
	}
	want := []string{"at the end: card: it is still in", "at the end: memory: a page is lost"}
	if diff := cmp.Diff(want, rec.failures); diff != "" {
		t.Errorf("failures mismatch (-want +got):\n%s", diff)
	}
}
