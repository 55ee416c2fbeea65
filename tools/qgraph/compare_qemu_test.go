//go:build qemu

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/tools/run/results"
)

// broken makes a qemu-system-x86_64 that does not start with AC97 devices, dies
// with megasas ones, takes a second longer with tulip ones, and is the real one else.
func broken(t *testing.T, qemu string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "qemu-system-x86_64")
	script := fmt.Sprintf(`#!/bin/sh
for word in "$@"; do
  case $word in
    AC97,*) echo "'AC97' is not a valid device model name" >&2; exit 1 ;;
    megasas,*) kill -SEGV $$ ;;
    tulip,*) sleep 1 ;;
  esac
done
exec %s "$@"
`, qemu)
	if err := os.WriteFile(name, []byte(script), 0o777); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestCompareQEMUs(t *testing.T) {
	qemu := os.Getenv("QGRAPH_TEST_QEMU")
	if qemu == "" {
		t.Fatal("QGRAPH_TEST_QEMU is not set: it must name a qemu-system-x86_64")
	}
	const pc = "^x86_64/pc/.*((AC97|megasas|tulip)/pci-device/pci-device-tests/nop|sdhci-tests/registers)$"
	stdout, stderr, err := execute(t, "compare", "--json", "--qemu", qemu, "--qemu", broken(t, qemu), "--outputs", t.TempDir(), pc)
	if !errors.Is(err, errPathsFailed) {
		t.Fatalf("error %v, want %v\n%s", err, errPathsFailed, stderr)
	}
	var c results.Comparison
	if err := json.Unmarshal([]byte(stdout), &c); err != nil {
		t.Fatalf("%v in %s", err, stdout)
	}
	if c.Same != 1 {
		t.Errorf("%d paths are the same, want the one of sdhci", c.Same)
	}
	got := map[string]results.Change{}
	for _, d := range c.Differences {
		got[strings.Split(d.Path, "/")[5]] = d.Worst()
	}
	want := map[string]results.Change{"AC97": results.NewlyFailing, "megasas": results.NewlyFailing, "tulip": results.Slower}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("differences mismatch (-want +got):\n%s", diff)
	}

	// The other way round nothing newly fails.
	stdout, stderr, err = execute(t, "compare", "--qemu", broken(t, qemu), "--qemu", qemu, pc)
	if err != nil || !strings.Contains(stdout, "0 newly failing, 2 newly passing") {
		t.Errorf("the other way round: error %v\n%s%s", err, stdout, stderr)
	}
}
