// Package picture draws the graph: as text for Graphviz, and as SVG that needs
// no Graphviz.
//
//	paths ─Builder─► Model ─► DOT
//	                       └► SVG (places from package layout)
//
// A [Model] holds the nodes and edges of the paths of a [Builder], and the
// outcomes of those paths. Nodes of one kind with the same neighbours, and the
// tests of one suite that consume the same node, share a box. The same paths
// give the same bytes.
package picture
