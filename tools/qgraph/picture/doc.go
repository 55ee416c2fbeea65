// Package picture draws the graph: as text for Graphviz, and as SVG that needs
// no Graphviz.
//
//	paths ─Builder─► Model ─► DOT
//	                       └► SVG (places from package layout)
//
// A [Model] holds what lies on the paths that a [Builder] was given, what became
// of those paths, and nothing else. Nodes of one kind with the same neighbours,
// and the tests of one suite that ask for the same thing, share a box. The same
// paths give the same bytes.
package picture
