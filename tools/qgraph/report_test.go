package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// resultLine is a result as qgraph run writes it.
const resultLine = `{"path":"arm/virt/b-tests/x","class":"passed","duration_ns":1}` + "\n"

func TestReport(t *testing.T) {
	in := writeFile(t, "run.jsonl", resultLine+resultLine[:20])
	page, stderr, err := execute(t, "report", in)
	if err != nil || !strings.HasSuffix(page, "</html>\n") {
		t.Errorf("report to standard output: error %v, %d bytes", err, len(page))
	}
	if !strings.Contains(stderr, "cut off") {
		t.Errorf("stderr %q, want the warning that the file is cut off", stderr)
	}
	file := filepath.Join(t.TempDir(), "report.html")
	stdout, stderr, err := execute(t, "report", in, "-o", file)
	if err != nil || stdout != "" || !strings.Contains(stderr, "paths: 1 passed, 0 failed") {
		t.Errorf("report to a file: error %v, stdout %q, stderr %q", err, stdout, stderr)
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != page {
		t.Errorf("the file differs from standard output, or is missing: %v", err)
	}
}

// A failure leaves the page of an earlier run, and nothing beside it.
func TestReportFails(t *testing.T) {
	file := writeFile(t, "report.html", "an earlier one")
	if _, _, err := execute(t, "report", writeFile(t, "empty", ""), "-o", file); err == nil {
		t.Error("a report of nothing: no error")
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != "an earlier one" {
		t.Errorf("the earlier page is %q, %v", got, err)
	}
	if _, _, err := execute(t, "report", writeFile(t, "run.jsonl", resultLine), "-o", filepath.Join(t.TempDir(), "none", "report.html")); err == nil {
		t.Error("a report into a folder that is not there: no error")
	}
	if entries, err := os.ReadDir(filepath.Dir(file)); err != nil || len(entries) != 1 {
		t.Errorf("the folder has %v, %v; want the page alone", entries, err)
	}
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skipf("a full disk is not tested: %v", err)
	}
	_, _, err := execute(t, "report", writeFile(t, "run.jsonl", resultLine), "-o", "/dev/full")
	if err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("a report to a full disk: error %v", err)
	}
}
