// Package why tells whether a path runs on the QEMU binaries at hand, and if
// not which node stands in the way, what to do about it, and which path is
// nearest to it.
//
// It asks nothing itself: what each QEMU has comes as [graph.Inventory]. One may ask
// for a path, the label of its target, the beginning of a path, or the name of a
// node; for a name to which many paths lead the answer counts them by reason.
//
//	a := why.Explain(g, "sdhci-tests/registers", qemus)
//	fmt.Print(a.Text())
package why
