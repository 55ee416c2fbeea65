package scripts

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// probe runs probe.sh on a command and returns its output.
func probe(t *testing.T, command ...string) (string, error) {
	t.Helper()
	script, err := filepath.Abs("../probe.sh")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sh", append([]string{script, "qtest"}, command...)...)
	cmd.Dir = t.TempDir()
	out, err := cmd.Output()
	return string(out), err
}

func TestProbe(t *testing.T) {
	m := newMachine(t)
	m.program("qemu-system-arm")
	out, err := probe(t, m.path("qemu-system-arm"))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"return": "qmp_capabilities", "id": ""}
{"return": "query-version", "id": "version"}
{"return": "query-machines", "id": "machines"}
{"return": "qom-list-types", "id": "devices"}
{"return": "human-monitor-command", "id": "users"}
{"return": "human-monitor-command", "id": "netdevs"}
{"return": "human-monitor-command", "id": "chardevs"}
{"return": "human-monitor-command", "id": "objects"}
{"return": "query-qmp-schema", "id": "schema"}
{"return": "query-command-line-options", "id": "options"}
`
	if diff := cmp.Diff(want, out); diff != "" {
		t.Errorf("answers mismatch (-want +got):\n%s", diff)
	}
}

// TestProbeEndless has probe.sh ask a program that writes for ever.
func TestProbeEndless(t *testing.T) {
	m := newMachine(t)
	m.file("qemu-system-arm", "#!/bin/sh\nexec yes nonsense\n")
	out, err := probe(t, m.path("qemu-system-arm"))
	if err == nil {
		t.Error("probe.sh succeeded")
	}
	if limit := 200 << 20; !strings.HasPrefix(out, "nonsense\n") || len(out) > limit {
		t.Errorf("probe.sh printed %d bytes, want the beginning of the nonsense, at most %d bytes", len(out), limit)
	}
}
