package picture

import (
	"fmt"
	"strings"

	"github.com/qgraph/qgraph/graph"
)

// Model is the content of a picture.
type Model struct {
	Boxes  []Box  // by kind, then by name
	Edges  []Edge // by the boxes that they join
	Tally         // of all paths
	counts map[graph.Kind]int
}

// Box is a node, or several that have the same neighbours.
type Box struct {
	Kind  graph.Kind
	Suite string // of tests: the beginning of their names, "sdhci-tests"
	Nodes []Node // by name
	Tally
}

// Node is a machine, a driver, an interface or a test.
type Node struct {
	Name    string
	Package string // import path of the package that registered it; "" if several did
	Tally
}

// Edge joins two boxes, from the machine's side to the test's.
type Edge struct {
	From, To int      // indices of boxes
	Kind     string   // "contains", "produces", "consumed-by", as [graph.Step] has it
	As       []string // its elements of paths, if different from the names of the nodes
	Tally
}

// label returns the text of one of a box's nodes.
func (b *Box) label(n *Node) string {
	if b.Suite == "" || len(b.Nodes) == 1 {
		return n.Name
	}
	return strings.TrimPrefix(n.Name, b.Suite+"/")
}

// caption returns the name of a box in a tooltip.
func (b *Box) caption() string {
	switch {
	case len(b.Nodes) == 1:
		return b.Nodes[0].Name
	case b.Suite != "":
		return fmt.Sprintf("%s (%s)", b.Suite, count(len(b.Nodes), "test"))
	}
	return fmt.Sprintf("%s and %d more", b.Nodes[0].Name, len(b.Nodes)-1)
}

// Summary returns the numbers of paths and nodes, as in "9 paths, 2 machines,
// …".
func (m *Model) Summary() string {
	parts := []string{count(m.Paths, "path")}
	for _, kind := range kinds() {
		if n := m.counts[kind]; n > 0 {
			parts = append(parts, count(n, kind.String()))
		}
	}
	return strings.Join(parts, ", ")
}

// kinds returns the kinds of node in the order of a path.
func kinds() []graph.Kind {
	return []graph.Kind{graph.KindMachine, graph.KindDriver, graph.KindInterface, graph.KindTest}
}

// suite returns the beginning of a test's name: the part up to the element that
// ends in "-tests", or else up to the first slash.
func suite(test string) string {
	elements := strings.Split(test, "/")
	for i, e := range elements {
		if strings.HasSuffix(e, "-tests") || strings.HasSuffix(e, "-test") {
			return strings.Join(elements[:i+1], "/")
		}
	}
	return elements[0]
}

// tooltip returns the text shown when the mouse points at a node.
func (n *Node) tooltip(kind graph.Kind) string {
	lines := []string{n.Name, kind.String()}
	if n.Package != "" {
		lines[1] += " of " + n.Package
	}
	return strings.Join(append(lines, n.lines()...), "\n")
}

// tooltip returns the text shown when the mouse points at an edge.
func (m *Model) tooltip(e *Edge) string {
	lines := []string{fmt.Sprintf("%s → %s", m.Boxes[e.From].caption(), m.Boxes[e.To].caption()), strings.ReplaceAll(e.Kind, "-", " ")}
	if len(e.As) > 0 {
		lines = append(lines, "as "+strings.Join(e.As, ", "))
	}
	return strings.Join(append(lines, e.lines()...), "\n")
}
