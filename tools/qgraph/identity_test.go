package main

import (
	"encoding/json"
	"errors"
	"path"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/tools/qgraph/identity"
)

const (
	recordLine = "# What a guest sees, by qgraph identity; QEMU 1.2.3\n" + "x86_64/pc-9.0/nic/pci/status = 0x10\n"
	otherLine  = "# What a guest sees, by qgraph identity; QEMU 1.2.4\n" + "x86_64/pc-9.0/nic/pci/status = 0x30\n"
)

func TestCompareIdentity(t *testing.T) {
	a, b := writeFile(t, "a", recordLine), writeFile(t, "b", otherLine)
	stdout, _, err := execute(t, "compare", "--identity", a, a)
	if err != nil || !strings.HasSuffix(stdout, "1 fields of 1 machines and devices compared, 0 differ\n") {
		t.Errorf("a record with itself: %v\n%s", err, stdout)
	}
	stdout, _, err = execute(t, "compare", "--identity", a, a, b)
	if !errors.Is(err, errPathsFailed) || !strings.Contains(stdout, "    AB  0x10\n    C   0x30\n") {
		t.Errorf("with another: error %v, want %v\n%s", err, errPathsFailed, stdout)
	}
	stdout, _, err = execute(t, "compare", "--identity", "--markdown", a, b)
	if !errors.Is(err, errPathsFailed) || !strings.Contains(stdout, "| `pci/status` | 0x10 | 0x30 | x86_64/pc-9.0/nic |") {
		t.Errorf("in Markdown: error %v\n%s", err, stdout)
	}
	stdout, _, err = execute(t, "compare", "--identity", "--json", a, b)
	var c identity.Comparison
	if jsonErr := json.Unmarshal([]byte(stdout), &c); !errors.Is(err, errPathsFailed) || jsonErr != nil || len(c.Differences) != 1 {
		t.Errorf("as JSON: error %v, %v, want one difference in\n%s", err, jsonErr, stdout)
	}
}

func TestIdentityUsage(t *testing.T) {
	file, other := writeFile(t, "a", recordLine), notQEMU(t)
	for _, tc := range []struct {
		name string
		args []string
		want string
	}{
		{"nothing", []string{"compare", "--identity"}, "two QEMUs"},
		{"one file", []string{"compare", "--identity", file}, "two QEMUs"},
		{"a QEMU and a file", []string{"compare", "--identity", "--qemu", other, file}, "both --qemu and a file"},
		{"no such file", []string{"compare", "--identity", file, "/nonexistent"}, "no such file"},
		{"no record", []string{"compare", "--identity", file, writeFile(t, "b", passedLine)}, "not a record"},
		{"a machine without --identity", []string{"compare", "-M", "pc", file, file}, "go with --identity"},
		{"no QEMU that starts", []string{"compare", "--identity", "--qemu", other, "--qemu", other}, "is not QEMU"},
		{"no QEMU that starts, one", []string{"identity", "--qemu", other}, "is not QEMU"},
		{"no machine of that architecture", []string{"identity", "--qemu", other, "-M", "x86_64/pc"}, "no such machine type"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			stdout, _, err := execute(t, tc.args...)
			if err == nil || errors.Is(err, errPathsFailed) || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want one with %q", err, tc.want)
			}
			if stdout != "" {
				t.Errorf("stdout %q, want none", stdout)
			}
		})
	}
}

func TestMatchesAny(t *testing.T) {
	for _, tc := range []struct {
		patterns []string
		want     bool
	}{
		{nil, false},
		{[]string{"pc-*", "virt-*"}, true},
		{[]string{"x86_64/pc-q35-*"}, true},
		{[]string{"pc-q35-1[01].?"}, true},
		{[]string{"i386/pc-q35-*"}, false},
		{[]string{"q35-*"}, false},
	} {
		if got, err := matchesAny(tc.patterns, "x86_64", "pc-q35-10.0"); got != tc.want || err != nil {
			t.Errorf("matchesAny(%q) = %t, %v, want %t", tc.patterns, got, err, tc.want)
		}
	}
	if _, err := matchesAny([]string{"pc-["}, "x86_64", "pc-q35-10.0"); !errors.Is(err, path.ErrBadPattern) {
		t.Errorf("error %v, want %v", err, path.ErrBadPattern)
	}
}
