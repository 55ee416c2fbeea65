package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/qgraph/qgraph/tools/run/reproducer/trialfake"
)

// TestMinimize checks the reproducer that is written, and that replaying it ends QEMU.
func TestMinimize(t *testing.T) {
	qemu := trialfake.QEMU(t, "arm", `'readl 0x24') [[ $seen == *'{writel 0x10 '* ]] && kill -SEGV $$; say OK 0x0 ;;`)
	short := filepath.Join(t.TempDir(), "short")
	report := writeFile(t, "report", "cat << EOF | ./qemu-system-arm -M virt -qtest stdio\nreadl 0x10\nwritel 0x10 0x1\nreadl 0x20\nreadl 0x24\nreadl 0x28\nEOF\n")
	if out, code := runOutput(t, "minimize", "--qemu", qemu, report, "-o", short); code != exitOK {
		t.Fatalf("exit code %d: %s", code, out)
	}
	text, err := os.ReadFile(short)
	if err != nil {
		t.Fatal(err)
	}
	const want = `# QEMU was killed by SIGSEGV at readl 0x24
cat << 'EOF' | qemu-system-arm -M virt -accel qtest -display none -qtest stdio
writel 0x10 0x0
readl 0x24
EOF
`
	if string(text) != want {
		t.Errorf("wrote %s\nwant %s", text, want)
	}
	if out, code := runOutput(t, "replay", "--qemu", qemu, short); code != exitEnded {
		t.Errorf("replay: exit code %d, want %d: %s", code, exitEnded, out)
	}
	steady := writeFile(t, "report", "writel 0x10 1")
	if out, code := runOutput(t, "minimize", "--qemu", qemu, steady); code != exitOK {
		t.Errorf("a QEMU that lives: exit code %d: %s", code, out)
	}
}
