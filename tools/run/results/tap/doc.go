// Package tap writes results of paths in the Test Anything Protocol, version 14
// (testanything.org, "TAP 14 Specification"):
//
//	qgraph run --tap results.tap sdhci
package tap
