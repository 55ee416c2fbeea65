// Package layout draws a directed graph of boxes in layers, from left to right
// (Sugiyama, Tagawa and Toda, "Methods for Visual Understanding of Hierarchical
// System Structures", 1981):
//
//	break cycles ─► layers ─► bend points of long edges ─► order within layers ─► coordinates ─► routes
//
// It knows only sizes and edges, not their meaning. The same input gives the
// same drawing. Boxes do not overlap, and no route runs through a box other
// than those at its ends.
//
// # Why not Graphviz
//
// Graphviz exists as a Go module without C (github.com/goccy/go-graphviz v0.2.10,
// Graphviz compiled to WebAssembly). It was tried on the whole graph (1,539 paths) and
// on the tests of sdhci. This package was kept because of these findings:
//
//   - The module knows no fonts, so most labels are wider than their boxes. Graphviz
//     itself, installed with its fonts, draws the same text well: qgraph graph
//     --format dot is for that.
//   - Its package initialisation compiles the WebAssembly, in every command of the
//     program that links it: 0.8 s of CPU the first time, then 0.02 s. To be as fast,
//     it keeps machine code in a folder of a fixed name below the temporary folder,
//     which on a shared machine others may own.
//   - A program with it and nothing else has 9.9 MB; all of qgraph has 18.4 MB.
//   - It takes 0.26 s for the whole graph, this package 0.09 s.
//
// Graphviz's own layout of the whole graph is as readable as this one, with fewer bends
// and more lines that cross.
package layout
