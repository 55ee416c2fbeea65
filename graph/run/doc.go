// Package run has what a path runs with: the environment that its constructors and
// its test find around them ([Env]), and the test's own [T].
//
//	func registers(t *run.T, c *sdhci.Controller) {
//		t.Step("version", func() {
//			if got := sdhci.HostVersion.ReadT(t, c.Regs); got != c.Model.Version {
//				t.Errorf("Host Controller Version = %v, want %v", got, c.Model.Version)
//			}
//		})
//	}
//
// A test is made of steps ([T.Step]), each with a name and about one thing; the test's
// name says what they have in common.
//
// Package graph knows nothing of it: what only plans links neither package testing
// nor package qtest.
package run
