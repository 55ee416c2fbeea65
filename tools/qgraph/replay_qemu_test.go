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
		loose bool // a process answers in its own time, and a replay does not wait for it: answers may differ
	}{
		{bus + "vhost-user-blk-pci/vhost-user-blk/vhost-user-blk-tests/basic", true},
		{bus + "pvpanic-pci/pvpanic-pci-tests/migrate", false},
		{bus + "vhost-user-input-pci/vhost-user/vhost-user-tests/queues", false},
		{bus + "pcnet/pcnet-tests/migrate", false},
		{bus + "tpci200/ipack/ipoctal232/ipoctal232-tests/migrate", false},
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
	}
}
