package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/tools/run/reproducer/trialfake"
)

const postedCases = `
'readl 0x10') say OK 0x0000000000000012 ;;
'readl 0x24') kill -SEGV $$ ;;
`

// TestReplayPosted replays what people post, and checks the exit codes.
func TestReplayPosted(t *testing.T) {
	qemu := trialfake.QEMU(t, "arm", postedCases)
	for _, tc := range []struct {
		name, text string
		args       []string
		want       int
		says       string
	}{
		{"lives", "readl 0x10", nil, exitOK, "QEMU lives; 1 of 1 commands answered"},
		{"as recorded", "[R +0.1] readl 0x10\n[S +0.1] OK 0x0000000000000012", nil, exitOK, "QEMU lives"},
		{"another answer", "[R +0.1] readl 0x10\n[S +0.1] OK 0x0000000000000013", nil, exitFailed, "1 differ from the report"},
		{"crash", "cat << EOF | qemu-system-arm -M virt\nreadl 0x10\nreadl 0x24\nreadl 0x10\nEOF", nil, exitEnded, "QEMU was killed by SIGSEGV at readl 0x24; 1 of 3 commands answered"},
		{"command line", "readl 0x10", []string{"--", "-M", "virt"}, exitOK, "qemu-system-arm -M virt\n"},
		{"the second", "cat << EOF\nreadl 0x24\nEOF\ncat << EOF\nreadl 0x10\nEOF", []string{"--number", "2"}, exitOK, "readl 0x10"},
		{"a third of two", "cat << EOF\nreadl 0x24\nEOF\ncat << EOF\nreadl 0x10\nEOF", []string{"--number", "3"}, exitUsage, "no reproducer number 3: it has 2"},
		{"of no architecture here", "cat << EOF | qemu-system-ppc -M g3beige\nreadl 0x10\nEOF", nil, exitUsage, "there is no qemu-system-ppc"},
		{"no reproducer", "Hello\n", nil, exitUsage, "neither a line of qtest"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			out, code := runOutput(t, append([]string{"replay", "--qemu", qemu, writeFile(t, "report", tc.text)}, tc.args...)...)
			if code != tc.want {
				t.Errorf("exit code %d, want %d", code, tc.want)
			}
			if !strings.Contains(out, tc.says) {
				t.Errorf("output %q, want %q in it", out, tc.says)
			}
		})
	}
}

// TestReplayRecord checks that the answers are recorded, and compared with those of the next
// replay.
func TestReplayRecord(t *testing.T) {
	recorded := filepath.Join(t.TempDir(), "recorded")
	qemu := trialfake.QEMU(t, "arm", postedCases)
	if out, code := runOutput(t, "replay", "--qemu", qemu, "--record", recorded, writeFile(t, "report", "readl 0x10"), "--", "-M", "virt"); code != exitOK {
		t.Fatalf("exit code %d: %s", code, out)
	}
	text, err := os.ReadFile(recorded)
	if err != nil {
		t.Fatal(err)
	}
	const want = "cat << 'EOF' | qemu-system-arm -M virt -accel qtest -display none -qtest stdio\nreadl 0x10 # OK 0x0000000000000012\nEOF\n"
	if string(text) != want {
		t.Errorf("recorded %q, want %q", text, want)
	}
	other := trialfake.QEMU(t, "arm", `'readl 0x10') say OK 0x0000000000000013 ;;`)
	if out, code := runOutput(t, "replay", "--qemu", other, recorded); code != exitFailed {
		t.Errorf("another QEMU: exit code %d, want %d: %s", code, exitFailed, out)
	}
}

// runOutput runs qgraph, and returns all that it says, and the exit code.
func runOutput(t *testing.T, args ...string) (out string, code int) {
	t.Helper()
	stdout, stderr, err := execute(t, args...)
	switch {
	case err == nil:
		return stdout + stderr, exitOK
	case errors.Is(err, errAnswersDiffer):
		return stdout + stderr, exitFailed
	case errors.Is(err, errEnded):
		return stdout + stderr, exitEnded
	}
	return stdout + stderr + err.Error(), exitUsage
}
