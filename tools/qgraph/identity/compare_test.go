package identity_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/tools/qgraph/identity"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const head = "# What a guest sees, by qgraph identity; QEMU 1.2.3\n"

// sides returns three records: the second has another value in two devices and lacks a
// capability, the third lacks a device and has one more.
func sides(t *testing.T) []identity.Side {
	t.Helper()
	const nic, other = "x86_64/pc-9.0/nic/pci/", "x86_64/pc-9.0/other/pci/"
	return []identity.Side{
		{Name: "old", Record: parse(t, head+nic+"bar0 = 32-bit memory, 0x1000 bytes\n"+nic+"capabilities = MSI@50, MSI-X@60\n"+nic+"MSI-X@60+00 = 0x00000011\n"+
			nic+"status = 0x10\n"+other+"status = 0x10\nx86_64/pc-9.0/machine/port/0070 = 0x00  # rtc\nx86_64/pc-9.0/gone/pci/status = 0x0\n")},
		{Name: "new", Record: parse(t, head+nic+"bar0 = 32-bit memory, 0x1000 bytes\n"+nic+"capabilities = MSI@50\n"+
			nic+"status = 0x30\n"+other+"status = 0x30\nx86_64/pc-9.0/machine/port/0070 = 0x00  # rtc\nx86_64/pc-9.0/gone/pci/status = 0x0\n")},
		{Name: "newest", Record: parse(t, head+"# x86_64/pc-9.0/gone is not recorded: no such device\n"+
			nic+"bar0 = 32-bit memory, 0x1000 bytes\n"+nic+"capabilities = MSI@50, MSI-X@60\n"+nic+"MSI-X@60+00 = 0x00000011\n"+
			nic+"status = 0x10\n"+other+"status = 0x10\nx86_64/pc-9.0/machine/port/0070 = 0x01  # clock\nx86_64/pc-9.0/extra/pci/status = 0x0\n")},
	}
}

func TestCompare(t *testing.T) {
	c := identity.Compare(sides(t), nil)
	got := map[string]string{}
	for _, d := range c.Differences {
		var values []string
		for _, v := range d.Values {
			values = append(values, v.String())
		}
		got[d.Subject+"/"+d.Field] = strings.Join(values, " | ")
	}
	want := map[string]string{
		"x86_64/pc-9.0/nic/pci/MSI-X@60+00":  "0x00000011 | – | 0x00000011",
		"x86_64/pc-9.0/nic/pci/capabilities": "MSI@50, MSI-X@60 | MSI@50 | MSI@50, MSI-X@60",
		"x86_64/pc-9.0/nic/pci/status":       "0x10 | 0x30 | 0x10",
		"x86_64/pc-9.0/other/pci/status":     "0x10 | 0x30 | 0x10",
		"x86_64/pc-9.0/machine/port/0070":    "0x00 | 0x00 | 0x01",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("differences mismatch (-want +got):\n%s", diff)
	}
	if c.Subjects != 4 || c.Fields != 7 {
		t.Errorf("got %d subjects with %d fields compared, want 4 with 7", c.Subjects, c.Fields)
	}
	missing := []identity.Missing{
		{Subject: "x86_64/pc-9.0/extra", Reasons: []string{"it is not in the record", "it is not in the record", ""}},
		{Subject: "x86_64/pc-9.0/gone", Reasons: []string{"", "", "no such device"}},
	}
	if diff := cmp.Diff(missing, c.Missing); diff != "" {
		t.Errorf("missing subjects mismatch (-want +got):\n%s", diff)
	}
}

// A subject that could not be read to its end differs in that, and in the fields that were
// read, but not in the others.
func TestCompareUnreadable(t *testing.T) {
	const nic = "x86_64/pc-9.0/nic/"
	whole := identity.Side{Name: "whole", Record: parse(t, head+nic+"a = 1\n"+nic+"b = 2\n"+nic+"c = 3\n")}
	part := identity.Side{Name: "part", Record: parse(t, head+nic+"a = 5\n"+nic+"b = 2\n"+nic+"unreadable = QEMU died\n")}
	var got []string
	for _, d := range identity.Compare([]identity.Side{whole, part}, nil).Differences {
		got = append(got, d.Field)
	}
	if diff := cmp.Diff([]string{"a", identity.Unreadable}, got); diff != "" {
		t.Errorf("differing fields mismatch (-want +got):\n%s", diff)
	}
	// Two that cannot be read for the same reason are not alike.
	if c := identity.Compare([]identity.Side{part, part}, nil); len(c.Differences) != 1 {
		t.Errorf("got %v, want one difference", c.Differences)
	}
}

// A record has no difference from itself.
func TestCompareSame(t *testing.T) {
	s := sides(t)
	if c := identity.Compare([]identity.Side{s[0], s[0]}, nil); len(c.Differences)+len(c.Missing) > 0 || c.Fields == 0 {
		t.Errorf("got %v, %v of %d fields, want none", c.Differences, c.Missing, c.Fields)
	}
}

func TestCompareExcept(t *testing.T) {
	c := identity.Compare(sides(t), identity.Except{regexp.MustCompile("/status$"), regexp.MustCompile("/machine/")})
	for _, d := range c.Differences {
		if d.Field == "pci/status" || strings.HasSuffix(d.Subject, "/machine") {
			t.Errorf("%s of %s is not left out", d.Field, d.Subject)
		}
	}
	if len(c.Differences) != 2 || c.Fields != 3 || c.Excepted != 4 || !strings.HasSuffix(c.String(), "2 differ, 4 left out") {
		t.Errorf("got %d differences, %v, want 2 of 3 fields, and 4 left out", len(c.Differences), c)
	}
}

func TestTables(t *testing.T) {
	c := identity.Compare(sides(t), nil)
	for name, write := range map[string]func(*bytes.Buffer) error{
		"compare.txt": func(b *bytes.Buffer) error { return c.WriteTable(b) },
		"compare.md":  func(b *bytes.Buffer) error { return c.WriteMarkdown(b) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(file, b.Bytes(), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatalf("%v (run with -update to make it)", err)
		}
		if diff := cmp.Diff(string(want), b.String()); diff != "" {
			t.Errorf("%s mismatch (-want +got):\n%s", name, diff)
		}
	}
}
