package board

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
)

// Register adds the test.
func Register(g *graph.Graph) {
	// Some boards have a serial port only if it leads somewhere.
	graph.Test(g, "board-tests/parts", board.Interface, parts, graph.After(graph.Option{Flag: "-serial", Type: "null"}))
}
