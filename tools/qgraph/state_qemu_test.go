//go:build qemu

package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestStateOfQEMU saves a machine with QEMU, moves it to a QEMU that is the same and to one with less memory, and asks for a
// machine that cannot be saved.
func TestStateOfQEMU(t *testing.T) {
	qemu := os.Getenv("QGRAPH_TEST_QEMU")
	if qemu == "" {
		t.Fatal("QGRAPH_TEST_QEMU is not set: it must name a qemu-system-x86_64")
	}
	small := []string{"--", "-nodefaults", "-m", "8"}
	state := func(args ...string) (string, error) {
		t.Helper()
		stdout, stderr, err := execute(t, append(append([]string{"state", "--qemu", qemu, "-M", "pc"}, args...), small...)...)
		return stdout + stderr, err
	}
	file := filepath.Join(t.TempDir(), "pc.state")
	if said, err := state("-o", file); err != nil || said != "" {
		t.Fatalf("-o: error %v, output %s", err, said)
	}
	stdout, _, err := execute(t, "state", file)
	if err != nil || !strings.Contains(stdout, "0000:00:01.3/piix4_pm") || !strings.Contains(stdout, "0x800000 bytes") {
		t.Errorf("the file: error %v, output\n%.1000s", err, stdout)
	}
	if said, err := state("--device", "^i8259$"); err != nil || !strings.Contains(said, "i8259#1: version 1") {
		t.Errorf("without a file: error %v, output\n%.1000s", err, said)
	}
	if said, err := state("--to", qemu); err != nil || !strings.HasPrefix(said, "differences: 0;") {
		t.Errorf("--to the same: error %v, output\n%s", err, said)
	}
	other := filepath.Join(t.TempDir(), "qemu-system-x86_64")
	if err := os.WriteFile(other, []byte("#!/bin/sh\nexec "+qemu+" \"$@\" -m 16\n"), 0o777); err != nil {
		t.Fatal(err)
	}
	if said, err := state("--to", other); !errors.Is(err, errPathsFailed) || !strings.HasPrefix(said, "the state is refused: ") {
		t.Errorf("--to another: error %v, output\n%s", err, said)
	}
	small = append(small, "-device", "virtio-crypto-pci,cryptodev=c", "-object", "cryptodev-backend-builtin,id=c")
	if said, err := state("-o", file); !errors.Is(err, errPathsFailed) || !strings.HasPrefix(said, "the state is refused: ") {
		t.Errorf("a machine that cannot be saved: error %v, output\n%s", err, said)
	}
}
