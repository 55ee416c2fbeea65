package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/tools/build/nodes"
)

func TestSelected(t *testing.T) {
	g := nodes.New()
	for _, tc := range []struct {
		name     string
		patterns []string
		want     []string
	}{
		{"a path", []string{raspi}, []string{raspi}},
		{"a path with a slash, as upstream prints it", []string{"/" + raspi}, []string{raspi}},
		{"a label", []string{"//tests/sdhci:" + raspi}, []string{raspi}},
		{"an expression", []string{"^arm/(raspi2b|sabrelite)/.*sdhci-tests/registers$"}, []string{raspi, strings.Replace(raspi, "raspi2b", "sabrelite", 1)}},
		{"one of several", []string{"nothing like it", "raspi2b.*/sdhci-tests/registers$"}, []string{raspi}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			candidates, err := selected(g, tc.patterns)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range candidates {
				got = append(got, c.name)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("paths mismatch (-want +got):\n%s", diff)
			}
		})
	}
	for pattern, want := range map[string]string{
		"no-such-node": "no path matches",
		"(":            "missing closing",
	} {
		if _, err := selected(g, []string{pattern}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("selected(%q): error %v, want one with %q", pattern, err, want)
		}
	}
}

func TestExitCodes(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir()) // for the files of failures
	for _, tc := range []struct {
		name string
		args []string
		want int
	}{
		{"success", []string{"cmdline", raspi}, exitOK},
		{"no such command", []string{"frobnicate"}, exitUsage},
		{"no such path", []string{"run", "no-such-node"}, exitUsage},
		{"no such statement", []string{"virtio", "no-such-section"}, exitUsage},
		{"no such QEMU", []string{"run", "--qemu", "/nonexistent/qemu-system-arm", raspi}, exitUsage},
		{"a binary that is no QEMU", []string{"run", "--qemu", notQEMU(t), raspi}, exitFailed},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := run(t.Context(), tc.args); got != tc.want {
				t.Errorf("qgraph %q exits with %d, want %d", tc.args, got, tc.want)
			}
		})
	}
}

// notQEMU returns the name of a program that has the name of a QEMU but is
// another program.
func notQEMU(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "qemu-system-arm")
	if err := os.WriteFile(path, []byte("#!/bin/sh\necho hello\n"), 0o777); err != nil {
		t.Fatal(err)
	}
	return path
}
