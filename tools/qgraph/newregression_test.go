package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/tests/suite/replaysuite"
	"github.com/qgraph/qgraph/tools/run/reproducer/translate"
	"github.com/qgraph/qgraph/tools/run/reproducer/trial"
)

// TestNameOf makes names of tests from devices and files.
func TestNameOf(t *testing.T) {
	for _, tc := range []struct{ device, file, want string }{
		{"vmxnet3", "report.txt", "vmxnet3-report"},
		{"AC97", "/tmp/Bug 1913923 (new).qtest", "ac97-bug-1913923-new"},
		{"edu", "edu", "edu"},
		{"virtio-net-pci", "a.b.c", "virtio-net-pci-a-b"},
	} {
		got := nameOf(tc.device, tc.file)
		if got != tc.want || !plainName.MatchString(got) {
			t.Errorf("nameOf(%q, %q) = %q, want %q", tc.device, tc.file, got, tc.want)
		}
	}
}

// TestKeep makes those replies part of a regression that all paths and the posted lines have.
func TestKeep(t *testing.T) {
	const text = "machine arm/virt\nreadl a+0x0\nreadl a+0x4\nwritel a+0x4 0x1\nreadl a+0x8\nreadl a+0xc\n"
	r, err := replaysuite.ParseRegression(text)
	if err != nil {
		t.Fatal(err)
	}
	m := &mapping{
		Translation: &translate.Translation{Regression: r, From: []int{0, 2, 3, 4, 5}},
		outcome:     &trial.Outcome{Answers: []string{"OK 0x1", "OK", "OK 0x2", "OK", "OK 0x3"}}, // it ended at the last
	}
	path := func(name string, replies ...string) attempt { return attempt{candidate{name: name}, nil, replies} }
	m.keep([]attempt{
		path("arm/a/machine/replay-tests/machine", "OK 0x0000000000000001", "OK 0x0000000000000002", "OK", "OK 0x0000000000000003", "OK 0x0000000000000004"),
		path("arm/b/machine/replay-tests/machine", "OK 0x0000000000000001", "OK 0x0000000000000012", "OK", "OK 0x0000000000000003"),
	})
	const want = "machine arm/a arm/b\nreadl a+0x0 # OK 0x0000000000000001\nreadl a+0x4\nwritel a+0x4 0x1\nreadl a+0x8 # OK 0x0000000000000003\nreadl a+0xc\n"
	if diff := cmp.Diff(want, r.String()); diff != "" {
		t.Errorf("regression mismatch (-want +got):\n%s", diff)
	}
}
