package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCoverageAsks looks at which QEMU binaries are asked: none of them is a
// QEMU, so those are the ones that the error names.
func TestCoverageAsks(t *testing.T) {
	folder, other := t.TempDir(), filepath.Dir(notQEMU(t))
	for _, arch := range []string{"arm", "arm64", "mips"} {
		if err := os.WriteFile(filepath.Join(folder, "qemu-system-"+arch), []byte("#!/bin/sh\necho hello\n"), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	arm64, mips := filepath.Join(folder, "qemu-system-arm64"), filepath.Join(folder, "qemu-system-mips")
	for _, tc := range []struct {
		name      string
		args      []string
		want, not []string
	}{
		{"of a folder one an architecture", []string{"--qemu", folder}, []string{folder + "/qemu-system-arm", mips}, []string{arm64}},
		{"a named binary", []string{"--qemu", arm64}, []string{arm64}, []string{mips}},
		{"two of an architecture", []string{"--qemu", other + "/qemu-system-arm", "--qemu", folder + "/qemu-system-arm"},
			[]string{folder + "/qemu-system-arm", other + "/qemu-system-arm"}, []string{mips}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			out, _, err := execute(t, append([]string{"coverage"}, tc.args...)...)
			if err == nil || out != "" {
				t.Fatalf("error %v, output %q", err, out)
			}
			for _, want := range tc.want {
				if !strings.Contains(err.Error(), want+": ") {
					t.Errorf("%s was not asked: %v", want, err)
				}
			}
			for _, not := range tc.not {
				if strings.Contains(err.Error(), not+": ") {
					t.Errorf("%s was asked: %v", not, err)
				}
			}
		})
	}
}

func TestCoverageErrors(t *testing.T) {
	for _, tc := range []struct {
		name string
		args []string
		want string
	}{
		{"no such QEMU", []string{"--qemu", "/nonexistent/qemu-system-arm"}, "no such file"},
		{"an argument", []string{"sdhci"}, `unknown command "sdhci"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, _, err := execute(t, append([]string{"coverage"}, tc.args...)...); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want one with %q", err, tc.want)
			}
		})
	}
}
