// Package why tells whether a path runs on the available QEMU binaries. If not,
// it names the node that prevents it, a remedy, and the nearest path that runs.
//
// It does not start QEMU: it gets the [graph.Inventory] of each QEMU. A question is
// a path, the label of its target, the beginning of a path, or the name of a node.
// For a name with many paths the answer counts them by reason.
//
//	a := why.Explain(g, "sdhci-tests/registers", qemus)
//	fmt.Print(a.Text())
package why
