// Package results says how paths ended: the record of one path, and files of
// such records, a JSON object a line, which qgraph run writes and other commands read.
//
//	qgraph run --results results.jsonl sdhci
//	qgraph report results.jsonl > report.html
//
// Each line is written when its path ends, so a killed run leaves the results
// so far.
package results
