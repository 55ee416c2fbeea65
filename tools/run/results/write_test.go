package results_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/results/samples"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("%v (run with -update to make it)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s mismatch (-want +got):\n%s", name, diff)
	}
}

// A disk that is full is said.
func TestWriteToFullDisk(t *testing.T) {
	full := errors.New("no space left on device")
	if err := results.Write(failing{full}, &samples.All()[0]); !errors.Is(err, full) {
		t.Errorf("error %v, want %v", err, full)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestCount(t *testing.T) {
	for _, tc := range []struct {
		name string
		all  []results.Result
		want string
	}{
		{"none", nil, "paths: 0 passed, 0 failed, 0 skipped, 0 unavailable"},
		{"one of each", samples.All(), "paths: 1 passed, 1 known, 5 failed (1 test, 1 complaint, 1 crash, 1 timeout, 1 set-up), 1 skipped, 1 unavailable, 1 interrupted"},
		{
			"a class of a later qgraph", []results.Result{{Class: "flood"}, {Class: results.TestFailed}, {Class: "flood"}},
			"paths: 0 passed, 3 failed (1 test, 2 flood), 0 skipped, 0 unavailable",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := results.Count(tc.all).String(); got != tc.want {
				t.Errorf("Count = %q, want %q", got, tc.want)
			}
		})
	}
}

func TestSplit(t *testing.T) {
	for _, tc := range []struct {
		path string
		want results.Parts
	}{
		{"arm/raspi2b/generic-sdhci/sdhci/sdhci-tests/registers", results.Parts{Arch: "arm", Machine: "arm/raspi2b", Suite: "sdhci-tests", Test: "registers"}},
		{"i386/pc/pci-bus/virtio-9p-pci/virtio-9p/virtio-9p-tests/local/walk", results.Parts{Arch: "i386", Machine: "i386/pc", Suite: "virtio-9p-tests", Test: "local/walk"}},
		{"i386/pc/a/b", results.Parts{Arch: "i386", Machine: "i386/pc", Test: "b"}},
		{"i386", results.Parts{Arch: "i386", Machine: "i386", Test: "i386"}},
		{"", results.Parts{}},
	} {
		if diff := cmp.Diff(tc.want, results.Split(tc.path)); diff != "" {
			t.Errorf("Split(%q) mismatch (-want +got):\n%s", tc.path, diff)
		}
	}
}

func TestVisible(t *testing.T) {
	const text = "a\tb\r\nc\x00\x1b[0m \xff é \u202e \ufffd"
	const want = "a\tb\nc\\x00\\x1b[0m \\xff é \\u202e \ufffd"
	if diff := cmp.Diff(want, results.Visible(text)); diff != "" {
		t.Errorf("Visible mismatch (-want +got):\n%s", diff)
	}
	if strings.ContainsRune(results.Visible("\ufffe\uffff\x85"), '\uffff') {
		t.Error("a character that XML forbids is left")
	}
}
