// Package run has the environment that a path's constructors and its test run in
// ([Env]), and the test's own [T].
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
// name says their common subject.
//
// Package graph does not import it: a program that only plans links neither
// package testing nor package qtest.
package run
