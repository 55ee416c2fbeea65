package graph_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/graph"
)

// TestPrepare has hooks of an edge and of a test: they are called in the order of the
// path, and an error names the node.
func TestPrepare(t *testing.T) {
	var calls []string
	hook := func(name string, err error) graph.NodeOption {
		return graph.Prepare(func(dir string) error {
			calls = append(calls, name+" in "+dir)
			return err
		})
	}
	for _, tc := range []struct {
		err  error
		want []string
	}{
		{nil, []string{"edge in folder", "test in folder"}},
		{errors.New("full"), []string{"edge in folder"}},
	} {
		calls = nil
		g := graph.New()
		register(g, []graph.EdgeOption{hook("edge", tc.err)}, []graph.TestOption{hook("test", nil)})
		p, err := g.Lookup(path)
		if err != nil {
			t.Fatal(err)
		}
		err = p.Prepare("folder")
		if !errors.Is(err, tc.err) || err != nil && !strings.Contains(err.Error(), "prepare e1000e") {
			t.Errorf("Prepare() = %v, want %v with the node's name", err, tc.err)
		}
		if !slices.Equal(calls, tc.want) {
			t.Errorf("calls = %q, want %q", calls, tc.want)
		}
	}
}
