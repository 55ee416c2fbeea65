// Package nodes puts the whole graph together: every machine, driver and test
// of this repository.
package nodes

import (
	"github.com/qgraph/qgraph/drivers"
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/machines"
	"github.com/qgraph/qgraph/tests"
)

// Graph returns the whole graph, or all of its errors as one.
func Graph() (*graph.Graph, error) {
	g := New()
	return g, g.Validate()
}

// New returns the whole graph without validating it, for callers that need one
// path and only its own errors.
func New() *graph.Graph {
	g := graph.New()
	g.Include(machines.Register, drivers.Register, tests.Register)
	return g
}
