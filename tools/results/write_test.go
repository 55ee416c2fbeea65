package results_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/tools/results"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// sample returns one result of each class, with whatever may be awkward to write.
func sample() []results.Result {
	const pc = "x86_64/pc/i440FX-pcihost/pci-bus-pc/pci-bus/"
	started := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	return []results.Result{
		{Path: "arm/raspi2b/generic-sdhci/sdhci/sdhci-tests/registers", Class: results.Passed, Started: started.Add(time.Minute), Duration: 1234567 * time.Microsecond},
		{Path: pc + "sdhci-pci/sdhci/sdhci-tests/registers", Class: results.Skipped, Reason: `needs a card #2 \o/`, Started: started, Duration: 80 * time.Millisecond},
		{Path: "arm/sx1/generic-sdhci/sdhci/sdhci-tests/registers", Class: results.Unavailable, Reason: "QEMU has no machine \"sx1\""},
		{Path: pc + "ufs/ufs-tests/init", Class: results.Interrupted},
		{
			Path: pc + "e1000e/e1000e-tests/tx", Class: results.TestFailed, Duration: 90 * time.Millisecond,
			Messages:   []string{"e1000e_test.go:12: sent < 60 && got \"\x00\x1b[31m\xff\"\n\tas [[1]]>", "e1000e_test.go:40: \u2028second"},
			Command:    []string{"qemu-system-x86_64", "-M", "pc", "-device", "e1000e,netdev=hs0", "-append", "it's a b"},
			Tail:       "  0.001 > readl 0xfebc0008\r\n  0.001 < OK 0x0000000000000001\r\n\n",
			Transcript: "out/qtest.log", Reproducer: "out/reproduce.sh", Rerun: "qgraph run " + pc + "e1000e/e1000e-tests/tx",
		},
		{
			Path: pc + "igb/igb-tests/rx", Class: results.QEMUCrashed, Messages: []string{"qtest: QEMU died by SIGSEGV"},
			Output: "igb_core.c: assertion `x && y' failed\n", Backtrace: "#0 abort ()\n#1 igb_receive ()\n",
		},
		{Path: pc + "igb/igb-tests/tx", Class: results.SetUp, Messages: []string{"runner: scratch folder: no space left on device"}},
		{Path: pc + "nvme/nvme-tests/wait", Class: results.TimedOut, Messages: []string{"qtest: wait for CSTS.RDY: deadline"}, Monitor: "status: running"},
	}
}

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

func TestWriteJUnit(t *testing.T) {
	var b bytes.Buffer
	if err := results.WriteJUnit(&b, sample()); err != nil {
		t.Fatal(err)
	}
	golden(t, "junit.xml", b.String())
	for d := xml.NewDecoder(&b); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("what was written is no XML: %v", err)
		}
	}
}

func TestWriteTAP(t *testing.T) {
	var b bytes.Buffer
	if err := results.WriteTAP(&b, sample()); err != nil {
		t.Fatal(err)
	}
	golden(t, "results.tap", b.String())
}

// A disk that is full is said.
func TestWriteToFullDisk(t *testing.T) {
	full := errors.New("no space left on device")
	for name, write := range map[string]func(io.Writer, []results.Result) error{
		"JUnit": results.WriteJUnit, "TAP": results.WriteTAP,
		"results": func(w io.Writer, all []results.Result) error { return results.Write(w, &all[0]) },
	} {
		if err := write(failing{full}, sample()); !errors.Is(err, full) {
			t.Errorf("%s: error %v, want %v", name, err, full)
		}
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
		{"one of each", sample(), "paths: 1 passed, 4 failed (1 test, 1 crash, 1 timeout, 1 set-up), 1 skipped, 1 unavailable, 1 interrupted"},
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
