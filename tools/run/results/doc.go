// Package results says how paths ended: the record of one path, and files of
// such records, a JSON object a line, which qgraph run writes and other commands read.
//
//	qgraph run --results results.jsonl sdhci
//	qgraph report results.jsonl > report.html
//
// A line is written when its path ends, so that a run which is killed leaves
// what it has found.
package results
