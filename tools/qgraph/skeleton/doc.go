// Package skeleton writes the first files of a new driver, machine or test: packages
// in the form of their neighbours. They compile, and their test fails until it is
// filled in.
//
//	qgraph new driver edu --bus pci
//	qgraph new machine arm/BOARD
//	qgraph new test sdhci
//
// The files come from the templates in this folder. The packages that a template
// imports are looked up by their names below graph, libqos and qtest, so that moving
// one breaks no template.
package skeleton
