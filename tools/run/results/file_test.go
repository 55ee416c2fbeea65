package results_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/tools/run/results"
)

func TestReadWhatWasWritten(t *testing.T) {
	want := []results.Result{
		{Path: "arm/virt/a", Class: results.Passed, Duration: time.Second, Started: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)},
		{
			Path: "arm/virt/b", Class: results.QEMUCrashed, Messages: []string{"line\nbreak", `"quoted"`}, Command: []string{"qemu", "-M", "virt"},
			Output: "assertion failed", Backtrace: "#0 abort", Tail: "0.1 > readl 0x0", Transcript: "t", Reproducer: "r", Rerun: "again",
		},
		{Path: "arm/virt/c", Class: results.Unavailable, Reason: "no device"},
	}
	var file bytes.Buffer
	for _, r := range want {
		if err := results.Write(&file, &r); err != nil {
			t.Fatal(err)
		}
	}
	whole := file.String()
	got, err := results.Read(&file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("results mismatch (-want +got):\n%s", diff)
	}

	got, err = results.Read(strings.NewReader(whole[:len(whole)-5]))
	if !errors.Is(err, results.ErrCut) || len(got) != 2 {
		t.Errorf("a file without its end: %d results, error %v; want 2 and ErrCut", len(got), err)
	}
}

func TestReadOther(t *testing.T) {
	for _, text := range []string{"no JSON\n", `{"path": "x"}` + "\n", "{}\n", "[]\n"} {
		if got, err := results.Read(strings.NewReader(text)); err == nil || errors.Is(err, results.ErrCut) {
			t.Errorf("Read(%q) = %v, %v; want an error", text, got, err)
		}
	}
}

func TestFailed(t *testing.T) {
	for _, class := range results.Failures() {
		if r := (results.Result{Class: class}); !r.Failed() {
			t.Errorf("class %q does not fail a path", class)
		}
	}
	for _, class := range []results.Class{results.Passed, results.Skipped, results.Unavailable, results.Interrupted} {
		if r := (results.Result{Class: class}); r.Failed() {
			t.Errorf("class %q fails a path", class)
		}
	}
}
