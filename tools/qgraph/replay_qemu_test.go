//go:build qemu

package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/tools/run/transcript"
)

// TestReplayOthers replays paths with other processes than QEMU: qemu-storage-daemon, a second QEMU, and the test's
// own server of a vhost-user device, for which the script has a stand-in; and those with frames and bytes that pass through
// channels, one of them with a second QEMU.
func TestReplayOthers(t *testing.T) {
	qemu := os.Getenv("QGRAPH_TEST_QEMU")
	if qemu == "" {
		t.Fatal("QGRAPH_TEST_QEMU is not set: it must name a qemu-system-x86_64")
	}
	const bus = "x86_64/pc/i440FX-pcihost/pci-bus-pc/pci-bus/"
	for _, tc := range []struct {
		path  string
		loose bool // a process answers, or QEMU takes a frame, in its own time, and a replay does not wait for it: answers may differ
	}{
		{bus + "vhost-user-blk-pci/vhost-user-blk/vhost-user-blk-tests/basic", true},
		{bus + "pvpanic-pci/pvpanic-pci-tests/migrate", false},
		{bus + "vhost-user-input-pci/vhost-user/vhost-user-tests/queues", false},
		{bus + "pcnet/pcnet-tests/migrate", true},
		{bus + "tpci200/ipack/ipoctal232/ipoctal232-tests/migrate", true},
	} {
		path := tc.path
		outputs := t.TempDir()
		if _, stderr, err := execute(t, "run", "--qemu", qemu, "--outputs", outputs, path); err != nil {
			t.Errorf("%s: %v\n%s", path, err, stderr)
			continue
		}
		stdout, stderr, err := execute(t, "replay", "--qemu", qemu, filepath.Join(outputs, path, transcript.Name))
		want := "every answer is as recorded"
		if tc.loose {
			want = "QEMU lives after"
		}
		if err != nil && !(tc.loose && errors.Is(err, errAnswersDiffer)) || !strings.Contains(stdout, want) {
			t.Errorf("replay of %s: %v\n%s%s", path, err, stdout, stderr)
		}
		if strings.Contains(stdout, "recorded: receives") {
			t.Errorf("replay of %s: something else comes through a channel:\n%s", path, stdout)
		}
	}
}

// posted is a reproducer as people post them: it has the slot of a PC without its default devices.
const posted = `cat << EOF | qemu-system-x86_64 -M pc -nodefaults -device vmxnet3 -qtest stdio
outl 0xcf8 0x80001014
outl 0xcfc 0xfe000000
outl 0xcf8 0x80001004
outw 0xcfc 0x6
readl 0xfe000000
writel 0xfe000038 0x1
readl 0xfec00000
EOF
`

// TestReplayOn maps a posted reproducer to another machine, and one without a command line.
func TestReplayOn(t *testing.T) {
	qemu := os.Getenv("QGRAPH_TEST_QEMU")
	if qemu == "" {
		t.Fatal("QGRAPH_TEST_QEMU is not set: it must name a qemu-system-x86_64")
	}
	const onQ35 = "x86_64/q35/q35-pcihost/pci-bus-q35/pcie-root-bus/pcie-root-port/pci-bus/vmxnet3/"
	_, lines, _ := strings.Cut(posted, "\n")
	for text, on := range map[string]string{posted: "^x86_64/q35/", lines[:strings.Index(lines, "EOF")]: onQ35 + "pci-device/pci-device-tests/nop"} {
		stdout, stderr, err := execute(t, "replay", "--qemu", qemu, "--on", on, writeFile(t, "report", text))
		if err != nil || !strings.HasPrefix(stdout, onQ35) || !strings.HasSuffix(stdout, "  passed after 4 of 4 steps\n") {
			t.Errorf("replay on %s: %v\n%s%s", on, err, stdout, stderr)
		}
		if want := "line 7, readl 0xfec00000: 0xfec00000 is in ioapic, which is another device"; !strings.Contains(stderr, want) {
			t.Errorf("replay on %s: notes %q, want %q in them", on, stderr, want)
		}
	}
	if _, _, err := execute(t, "replay", "--qemu", qemu, "--on", "^arm/", writeFile(t, "report", posted)); err == nil || !strings.Contains(err.Error(), "is not on a path that matches") {
		t.Errorf("replay on a machine without the device: error %v", err)
	}
}

// TestNewRegression writes a regression, once.
func TestNewRegression(t *testing.T) {
	qemu := os.Getenv("QGRAPH_TEST_QEMU")
	if qemu == "" {
		t.Fatal("QGRAPH_TEST_QEMU is not set: it must name a qemu-system-x86_64")
	}
	root := t.TempDir()
	for _, folder := range []string{"graph", "libqos", "qtest", "tests/regression/cases"} {
		if err := os.MkdirAll(filepath.Join(root, folder), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(root, "go.mod"), []byte("module m\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	report := writeFile(t, "report", posted)
	t.Chdir(root)
	args := []string{"new", "regression", "--qemu", qemu, "--about", "It ended QEMU.", report}
	if stdout, stderr, err := execute(t, args...); err != nil {
		t.Fatalf("%v\n%s%s", err, stdout, stderr)
	}
	got, err := os.ReadFile("tests/regression/cases/vmxnet3-report.txt")
	if err != nil {
		t.Fatal(err)
	}
	const want = "# It ended QEMU.\ndevice vmxnet3\nmap bar1\nwritew config+0x4 0x6\nreadl bar1+0x0 # OK 0x0000000000000001\nwritel bar1+0x38 0x1\n"
	if string(got) != want {
		t.Errorf("the regression is\n%s\nwant\n%s", got, want)
	}
	if _, _, err := execute(t, args...); !errors.Is(err, os.ErrExist) {
		t.Errorf("a second time: error %v, want %v", err, os.ErrExist)
	}
}
