package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// configured returns the events with which Bazel announces the test targets of the labels.
func configured(labels ...string) string {
	var events strings.Builder
	for _, label := range labels {
		events.WriteString(`{"id":{"targetConfigured":{"label":"` + label + `"}},"configured":{"targetKind":"go_test rule","testSize":"SMALL"}}` + "\n")
	}
	return events.String()
}

// summary returns the event with which Bazel says how the test of a label ended.
func summary(label, status string) string {
	return `{"id":{"testSummary":{"label":"` + label + `"}},"testSummary":{"overallStatus":"` + status + `"}}` + "\n"
}

const (
	skipLine = `{"id":{"targetCompleted":{"label":"//tests/a:s"}},"aborted":{"reason":"SKIPPED"}}` + "\n" +
		`{"id":{"targetCompleted":{"label":"//tests/a:library"}},"aborted":{"reason":"SKIPPED"}}` + "\n"
	leftLine      = `{"id":{"targetCompleted":{"label":"//tests/a:slow"}},"completed":{"success":true}}` + "\n"
	announcedLine = `{"id":{"targetCompleted":{"label":"//tests/a:n"}},"children":[{"testSummary":{"label":"//tests/a:n"}}],"completed":{"success":true}}` + "\n"
	lastLine      = `{"id":{"buildToolLogs":{}},"lastMessage":true}` + "\n"
)

func TestRun(t *testing.T) {
	tests := []struct {
		name       string
		events     string
		wantStdout string
		wantStderr string // "" for a run that succeeds
	}{
		{
			name:       "all passed",
			events:     configured("//tests/a:a", "//b:b") + summary("//tests/a:a", "PASSED") + summary("//b:b", "FLAKY") + lastLine,
			wantStdout: "tests: 2 passed, 0 failed, 0 skipped\n",
		},
		{
			name:       "skipped",
			events:     configured("//tests/a:a", "//tests/a:s") + skipLine + summary("//tests/a:a", "PASSED") + lastLine,
			wantStdout: "tests: 1 passed, 0 failed, 1 skipped\n",
		},
		{
			name:       "left out",
			events:     configured("//tests/a:a", "//tests/a:slow") + leftLine + summary("//tests/a:a", "PASSED") + lastLine,
			wantStdout: "left out by a filter: 1 tests\ntests: 1 passed, 0 failed, 0 skipped\n",
		},
		{
			name:       "announced, and not run",
			events:     configured("//tests/a:a", "//tests/a:n") + announcedLine + summary("//tests/a:a", "PASSED") + lastLine,
			wantStdout: "tests: 1 passed, 1 failed, 0 skipped\n",
			wantStderr: "testcount: failed: //tests/a:n\n",
		},
		{
			name:       "failed",
			events:     configured("//tests/a:a", "//tests/a:f") + summary("//tests/a:a", "PASSED") + summary("//tests/a:f", "TIMEOUT") + lastLine,
			wantStdout: "tests: 1 passed, 1 failed, 0 skipped\n",
			wantStderr: "testcount: failed: //tests/a:f\n",
		},
		{
			name:       "not built",
			events:     configured("//tests/a:a", "//b:b") + summary("//tests/a:a", "PASSED") + lastLine,
			wantStdout: "tests: 1 passed, 1 failed, 0 skipped\n",
			wantStderr: "testcount: failed: //b:b\n",
		},
		{
			name:       "none below the prefix",
			events:     configured("//b:b") + summary("//b:b", "PASSED") + lastLine,
			wantStdout: "tests: 1 passed, 0 failed, 0 skipped\n",
			wantStderr: "testcount: no test passed below \"//tests\"\n",
		},
		{
			name:       "only skipped below the prefix",
			events:     configured("//b:b", "//tests/a:s") + skipLine + summary("//b:b", "PASSED") + lastLine,
			wantStdout: "tests: 1 passed, 0 failed, 1 skipped\n",
			wantStderr: "testcount: no test passed below \"//tests\"\n",
		},
		{
			name:       "none",
			events:     lastLine,
			wantStdout: "tests: 0 passed, 0 failed, 0 skipped\n",
			wantStderr: "testcount: no test passed below \"//\"\n",
		},
		{
			name:       "Bazel died",
			events:     configured("//tests/a:a") + summary("//tests/a:a", "PASSED"),
			wantStdout: "tests: 1 passed, 0 failed, 0 skipped\n",
			wantStderr: "testcount: the build events end before Bazel did\n",
		},
		{
			name:       "half a line",
			events:     configured("//tests/a:a") + summary("//tests/a:a", "PASSED") + `{"id":`,
			wantStdout: "tests: 1 passed, 0 failed, 0 skipped\n",
			wantStderr: "testcount: read build events: unexpected EOF\n",
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "events.json")
			if err := os.WriteFile(path, []byte(tc.events), 0o600); err != nil {
				t.Fatal(err)
			}
			var stdout, stderr bytes.Buffer
			err := run(path, "//tests", &stdout, &stderr)
			if diff := cmp.Diff(tc.wantStdout, stdout.String()); diff != "" {
				t.Errorf("stdout mismatch (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.wantStderr, stderr.String()); diff != "" {
				t.Errorf("stderr mismatch (-want +got):\n%s", diff)
			}
			if (err != nil) != (tc.wantStderr != "") {
				t.Errorf("run = %v, want an error if it writes one", err)
			}
		})
	}
}

// TestKnown has a path that passed with a known deviation, and one that passed.
func TestKnown(t *testing.T) {
	dir := t.TempDir()
	var events strings.Builder
	for label, class := range map[string]string{"//tests/a:arm/a/a-tests/x": "known", "//tests/a:arm/b/a-tests/x": "passed"} {
		_, name, _ := strings.Cut(label, ":")
		folder := filepath.Join(dir, name)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		result := `{"path":"` + name + `","class":"` + class + `","reason":"x: It is late."}`
		if err := os.WriteFile(filepath.Join(folder, "result.json"), []byte(result), 0o600); err != nil {
			t.Fatal(err)
		}
		events.WriteString(`{"id":{"targetConfigured":{"label":"` + label + `"}},"configured":{"targetKind":"go_test rule","testSize":"SMALL","tag":["path"]}}` + "\n" +
			`{"id":{"testResult":{"label":"` + label + `","run":1,"shard":1,"attempt":1}},"testResult":{"status":"PASSED","testActionOutput":[` +
			`{"name":"test.outputs","uri":"file://` + folder + `"}]}}` + "\n" + summary(label, "PASSED"))
	}
	path := filepath.Join(dir, "events.json")
	if err := os.WriteFile(path, []byte(events.String()+lastLine), 0o600); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	if err := run(path, "//tests", &stdout, &stderr); err != nil {
		t.Errorf("run = %v", err)
	}
	const want = "known deviations of QEMU: in 1 of the passed tests\ntests: 2 passed, 0 failed, 0 skipped\n"
	if diff := cmp.Diff(want, stdout.String()); diff != "" {
		t.Errorf("stdout mismatch (-want +got):\n%s", diff)
	}
}

func TestRunWithoutEvents(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if err := run(filepath.Join(t.TempDir(), "none"), "", &stdout, &stderr); err == nil {
		t.Error("run = nil, want an error: there is no such file")
	}
	if diff := cmp.Diff("tests: 0 passed, 0 failed, 0 skipped\n", stdout.String()); diff != "" {
		t.Errorf("stdout mismatch (-want +got):\n%s", diff)
	}
}
