package trial_test

import (
	"testing"
	"time"

	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/qgraph/qgraph/tools/run/reproducer/trial"
)

// TestScript checks the ends of scripts, whose QEMU is found by its name.
func TestScript(t *testing.T) {
	qemu := &bundle.Bundle{Arch: "arm", Command: []string{"bash", "-c", `read -r line; case $line in crash) kill -SEGV $$ ;; exit) echo "x.c:1: f: Assertion '"'"'a'"'"' failed." >&2; exit 3 ;; hang) sleep 1000 ;; esac; exit 0`, "qemu"}}
	for text, want := range map[string]string{
		"cat << 'EOF' | qemu-system-arm -M virt\ncrash\nEOF\n":            "QEMU was killed by SIGSEGV after the last command",
		"cat << 'EOF' | timeout 10 qemu-system-arm -M virt\ncrash\nEOF\n": "QEMU was killed by SIGSEGV after the last command",
		"echo exit | qemu-system-arm":                                     "QEMU exited with status 3 after the last command",
		"echo lives > file; qemu-system-arm < file":                       "QEMU lives",
		"echo hang | timeout 0.1 qemu-system-arm":                         "QEMU hangs after the last command",
		"echo hang | qemu-system-arm":                                     "QEMU hangs after the last command",
		"qemu-system-none":                                                "QEMU exited with status 127 after the last command",
	} {
		t.Run(text, func(t *testing.T) {
			s := trial.Script{Text: text, QEMUs: []*bundle.Bundle{qemu}, Scratch: t.TempDir(), Timeout: 2 * time.Second}
			end, err := s.Run(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if got := end.String(); got != want {
				t.Errorf("end %q, want %q; output %q", got, want, end.Output)
			}
		})
	}
}
