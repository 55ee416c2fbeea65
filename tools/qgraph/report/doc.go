// Package report makes one HTML page of the results of a run: totals, failures
// with their details, machines against tests, the slowest paths, and why others
// did not run.
//
//	input, err := report.Load("results.jsonl")
//	err = report.Write(w, input)
//
// The page is self-contained: it loads nothing from a disk or a network, and
// can be sent by mail. Without its script it lacks the list of all paths and
// the filters. The same results make the same bytes.
//
// [WriteComparison] makes another page, of the differences between runs, and
// [WriteIdentity] one of the differences between machines as their guests see them.
package report
