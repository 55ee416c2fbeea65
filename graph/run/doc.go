// Package run has what a path runs with: the environment that its constructors and
// its test find around them ([Env]), and the test's own [T].
//
//	func registers(t *run.T, c *sdhci.Controller) {
//		version := sdhci.HostVersion.ReadT(t, c.Regs)
//		…
//	}
//
// Package graph knows nothing of it: what only plans links neither package testing
// nor package qtest.
package run
