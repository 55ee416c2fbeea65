package nodes_test

import (
	"testing"

	"github.com/qgraph/qgraph/tools/build/nodes"
)

// TestGraph is where a node that does not fit is found first.
func TestGraph(t *testing.T) {
	g, err := nodes.Graph()
	if err != nil {
		t.Fatal(err)
	}
	for range g.Paths() {
		return
	}
	t.Error("the graph has no path")
}
