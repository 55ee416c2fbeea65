package main

import (
	"strings"
	"testing"

	"github.com/qgraph/qgraph/tools/run/reproducer/trialfake"
)

// TestFound checks the command's words for a QEMU without the binaries that faults need.
func TestFound(t *testing.T) {
	qemu := trialfake.QEMU(t, "none", "")
	out, code := runOutput(t, "found", "--qemu", qemu)
	if code != exitOK || !strings.HasSuffix(out, "0 faults show, 0 do not\n") {
		t.Errorf("exit code %d, output %q", code, out)
	}
	if out, code := runOutput(t, "found", "--qemu", qemu, "no-such-fault"); code != exitUsage {
		t.Errorf("a pattern for nothing: exit code %d, want %d: %s", code, exitUsage, out)
	}
}
