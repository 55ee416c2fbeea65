// Package nodes puts the whole graph together: every machine, driver and test
// of this repository.
package nodes

import (
	"github.com/qgraph/qgraph/drivers"
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/machines"
	"github.com/qgraph/qgraph/tests"
)

// Graph returns the whole graph, or all that is wrong with it as one error.
func Graph() (*graph.Graph, error) {
	g := graph.New()
	g.Include(machines.Register, drivers.Register, tests.Register)
	return g, g.Validate()
}
