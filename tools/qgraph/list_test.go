package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bazelbuild/rules_go/go/runfiles"
	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/graph"
)

// realQEMU returns the QEMU of x86_64 that the build has bundled, or that
// QTEST_QEMU_BINARY names.
func realQEMU(t *testing.T) string {
	t.Helper()
	if name := os.Getenv("QGRAPH_BUNDLE"); name != "" {
		path, err := runfiles.Rlocation(name)
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	name := os.Getenv("QTEST_QEMU_BINARY")
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		name = filepath.Join(name, "qemu-system-x86_64")
	}
	if filepath.Base(name) != "qemu-system-x86_64" {
		t.Skip("QTEST_QEMU_BINARY names no qemu-system-x86_64: this is about a real one")
	}
	return name
}

func TestList(t *testing.T) {
	qemu := pretender(t, "exit 0")
	const path = "arm/raspi2b/generic-sdhci/sdhci/sdhci-tests/registers"
	const reason = "arm/raspi2b: there is no qemu-system-arm"
	for _, tc := range []struct {
		name string
		args []string
		want string
	}{
		{"all", nil, path + "\n"},
		{"available", []string{"--available"}, ""},
		{"unavailable", []string{"--unavailable"}, path + "\t" + reason + "\n"},
		{"both", []string{"--available", "--unavailable"}, path + "\t" + reason + "\n"},
		{"by the manual", []string{"--by-the-manual"}, path + "\n"},
		{"generic", []string{"--generic"}, ""},
		{"JSON", []string{"--json"}, `{"path":"` + path + `"}` + "\n"},
		{"unavailable as JSON", []string{"--unavailable", "--json"},
			`{"path":"` + path + `","runs":false,"unavailable":"` + reason + `","node":"arm/raspi2b","cause":"no-qemu"}` + "\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := output(t, append([]string{"list", "--qemu", qemu, path}, tc.args...)...)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("list mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLine(t *testing.T) {
	for _, tc := range []struct {
		listed listed
		want   string
	}{
		{listed{Path: "a/b"}, "a/b"},
		{listed{Path: "a/b", Reason: "gone"}, "a/b\tgone"},
		{listed{Path: "a/b", Known: []string{"late", "early"}}, "a/b\tknown: late, early"},
	} {
		if got := tc.listed.line(); got != tc.want {
			t.Errorf("line() = %q, want %q", got, tc.want)
		}
	}
}

func TestWriteByReason(t *testing.T) {
	var b strings.Builder
	gone := func(path, arch, node, text string) listed {
		return listed{Path: path, Node: node, Cause: graph.NoDevice, lacks: node, text: text, arch: arch}
	}
	lines := []listed{
		{Path: "a/runs"},
		gone("arm/b/1", "arm", "b", "gone from arm"), gone("arm/c/1", "arm", "c", "gone"), gone("arm/b/2", "arm", "b", "gone from arm"),
		gone("mips/b/1", "mips", "b", "gone from mips"),
	}
	if err := writeByReason(&b, lines, 9); err != nil {
		t.Fatal(err)
	}
	want := "a/runs\n\nb: gone from arm (the same on mips)\n    arm/b/1\n    arm/b/2\n    mips/b/1\n\n" +
		"c: gone\n    arm/c/1\n\n4 of 9 paths cannot run here\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("list mismatch (-want +got):\n%s", diff)
	}
}

// TestListQEMU asks two binaries: a real one of x86_64, and a file named like
// one of arm.
func TestListQEMU(t *testing.T) {
	got, err := output(t, "list", "--available", "--unavailable", "--json", "--qemu", realQEMU(t), "--qemu", notQEMU(t), "sdhci-tests/registers")
	if err != nil {
		t.Fatal(err)
	}
	runs := map[string]bool{}
	for line := range strings.Lines(got) {
		var l listed
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatal(err)
		}
		runs[l.Path] = *l.Runs
		if arm := strings.HasPrefix(l.Path, "arm/"); arm != (l.Cause == "faulty-qemu") {
			t.Errorf("%s: cause %q, node %q", l.Path, l.Cause, l.Node)
		}
	}
	if !runs[pcPath] {
		t.Errorf("%s does not run", pcPath)
	}
}
