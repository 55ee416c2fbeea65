// Package layout draws a directed graph of boxes in layers, from left to right
// (Sugiyama, Tagawa and Toda, "Methods for Visual Understanding of Hierarchical
// System Structures", 1981):
//
//	break cycles ─► layers ─► bend points of long edges ─► order within layers ─► coordinates ─► routes
//
// It knows sizes and edges and nothing of what they stand for. The same input
// gives the same drawing. Boxes do not overlap, and no route runs through a box
// other than those at its ends.
package layout
