package reproducer_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/tools/run/reproducer"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// text returns reports in words.
func text(t *testing.T, all []*reproducer.Report) string {
	t.Helper()
	var b bytes.Buffer
	for _, r := range all {
		if err := r.Write(&b, "qtest"); err != nil {
			t.Fatal(err)
		}
		for _, line := range r.Ignored {
			fmt.Fprintf(&b, "left out: %s\n", line)
		}
		if r.Path != "" {
			fmt.Fprintf(&b, "path: %s\n", r.Path)
		}
	}
	return b.String()
}

// TestPosted reads samples in each form that people post.
func TestPosted(t *testing.T) {
	samples, err := filepath.Glob("testdata/posted/*.txt")
	if err != nil || len(samples) == 0 {
		t.Fatalf("no samples, error %v", err)
	}
	for _, name := range samples {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			posted, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all, err := reproducer.Parse(string(posted))
			if err != nil {
				t.Fatal(err)
			}
			got := text(t, all)
			golden := strings.TrimSuffix(name, ".txt") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatalf("%v (run with -update to create it)", err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("reports mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// TestNothing checks texts without a reproducer.
func TestNothing(t *testing.T) {
	for _, posted := range []string{
		"", "\n", "Hello\n", "read the manual, and write to me\n", "write 2 letters\n", "The command readl 0x10 returns 1, as it must.\n",
		"I use qemu-system-arm with raspi2b.\n", "cat << EOF\nEOF\n",
	} {
		if all, err := reproducer.Parse(posted); !errors.Is(err, reproducer.ErrNone) {
			t.Errorf("Parse(%q) = %q, %v, want %v", posted, text(t, all), err, reproducer.ErrNone)
		}
	}
}

// TestReplies checks that replies are read as they were written.
func TestReplies(t *testing.T) {
	all, err := reproducer.Parse("[R +0.1] readl 0x10\n[S +0.1] OK 0x0000000000000001\n[R +0.1] writel 0x10 1\n[S +0.2] OK\n[R +0.3] inb 0x61\n[S +0.3] FAIL nothing there\n[R +0.3] inb 0x60\n")
	if err != nil {
		t.Fatal(err)
	}
	all[0].Command = []string{"qemu-system-arm", "-M", "virt", "-device", "a,b=c d"}
	again, err := reproducer.Parse(text(t, all))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range again[0].Steps {
		got = append(got, s.Command.String()+": "+s.Reply)
	}
	want := []string{"readl 0x10: OK 0x0000000000000001", "writel 0x10 1: ", "inb 0x61: FAIL nothing there", "inb 0x60: "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("steps mismatch (-want +got):\n%s", diff)
	}
}

// FuzzParse checks that any text is read, and that what is written is read again as it is.
func FuzzParse(f *testing.F) {
	samples, err := filepath.Glob("testdata/posted/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range samples {
		posted, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(posted))
	}
	f.Fuzz(func(t *testing.T, posted string) {
		all, err := reproducer.Parse(posted)
		if err != nil {
			return
		}
		for _, r := range all {
			if len(r.Steps) == 0 {
				continue
			}
			var b bytes.Buffer
			if err := r.Write(&b, "qtest"); err != nil {
				t.Fatal(err)
			}
			again, err := reproducer.Parse(b.String())
			if err != nil || len(again) != 1 {
				t.Fatalf("what was written is %d reports, error %v:\n%s", len(again), err, b.String())
			}
			if diff := cmp.Diff(r.Lines(), again[0].Lines()); diff != "" {
				t.Errorf("commands mismatch (-written +read):\n%s", diff)
			}
		}
	})
}

// TestTranscript reads the transcript of a path with two QEMUs and channels: the commands of the
// first, and its options without the channels to the test.
func TestTranscript(t *testing.T) {
	const posted = `0.000176 * x86_64/pc/i440FX-pcihost/test
0.002384 * started 1: qemu-system-x86_64 -accel qtest -display none -chardev socket,id=qgraph-qtest-channel,fd=3 -object qtest,id=qgraph-qtest,chardev=qgraph-qtest-channel,log=none -chardev socket,id=qgraph-qmp-channel,fd=4 -qmp chardev:qgraph-qmp-channel -nodefaults -M pc -netdev dgram,id=net0,local.type=fd,local.str=5 -chardev socket,id=line0,fd=6 -device edu
0.003000 >> {"execute":"qmp_capabilities","arguments":{},"id":1}
0.003001 << {"return": {}, "id": 1}
0.004000 > readl 0x10
0.004001 < OK 0x0000000000000001
0.004500 * step: read the rest
0.004501 = net0 sends 0102
0.005000 2> readl 0x20
0.005001 2< OK 0x0000000000000002
0.005002 ! line 7 raised
0.006000 | write 0x0 0x1 0x00
`
	all, err := reproducer.Parse(posted)
	if err != nil {
		t.Fatal(err)
	}
	const want = `cat << 'EOF' | qemu-system-x86_64 -nodefaults -M pc -netdev hubport,hubid=0,id=net0 -chardev null,id=line0 -device edu -accel qtest -display none -qtest stdio
readl 0x10 # OK 0x0000000000000001
EOF
path: x86_64/pc/i440FX-pcihost/test
`
	if diff := cmp.Diff(want, text(t, all)); diff != "" {
		t.Errorf("report mismatch (-want +got):\n%s", diff)
	}
}
