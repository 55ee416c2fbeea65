package minimize_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/qgraph/qgraph/tools/run/reproducer"
	"github.com/qgraph/qgraph/tools/run/reproducer/minimize"
	"github.com/qgraph/qgraph/tools/run/reproducer/trial"
	"github.com/qgraph/qgraph/tools/run/reproducer/trialfake"
)

// cases is a QEMU that dies of a read of 0x24 if 0x10 was written, of one bit of 0x14, and
// of the third byte of a block; and only with a device.
const cases = `
'readl 0x24') [[ $seen == *'{writel 0x10 '*'{writel 0x14 0x'*8*'}'* && $* == *'-device card'* ]] && kill -SEGV $$; say OK 0x0 ;;
'readl 0x30') [[ $seen =~ 'write 0x100 '0x[0-9a-f]+' 0x'[0-9a-f]{4}aa ]] && kill -ABRT $$; say OK 0x0 ;;
'readl 0x40') [[ $seen == *'{writel 0x44 '* ]] && say OK 0x1 || say OK 0x0 ;;
`

// TestRun checks what is left of reproducers.
func TestRun(t *testing.T) {
	b, err := bundle.Open(trialfake.QEMU(t, "arm", cases))
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ name, args, lines, want string }{
		{
			"crash", "-M virt -m 512M -device card,a=b,c=d -netdev user,id=n",
			"readl 0x10\nwritel 0x10 0x1234\nreadl 0x14\nwritel 0x18 0x1\nwritel 0x14 0x80012\nclock_step 100\nreadl 0x24\nreadl 0x10\nreadl 0x24\n",
			"-M virt\n-device card\nwritel 0x10 0x0\nwritel 0x14 0x80000\nreadl 0x24\n",
		},
		{"block", "-M virt", "write 0x100 0x8 0x0102aa0405060708\nreadl 0x30\n", "-M virt\nwrite 0x100 0x3 0x0000aa\nreadl 0x30\n"},
		{"answer", "-M virt", "writel 0x10 0x1\nwritel 0x44 0x1\nreadl 0x10\nreadl 0x40\n", "-M virt\nwritel 0x44 0x0\nreadl 0x40\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			report, err := reproducer.Parse(tc.lines)
			if err != nil {
				t.Fatal(err)
			}
			cfg := trial.Config{
				Bundle: b, Options: reproducer.Options(strings.Fields(tc.args)), Commands: report[0].Commands(), Scratch: t.TempDir(),
			}
			var starts []int
			for range 2 {
				r, err := minimize.Run(t.Context(), cfg, 0, nil)
				if err != nil {
					t.Fatal(err)
				}
				var got strings.Builder
				for _, o := range r.Options {
					got.WriteString(strings.Join(o.Args(), " ") + "\n")
				}
				for _, c := range r.Commands {
					got.WriteString(c.String() + "\n")
				}
				if diff := cmp.Diff(tc.want, got.String()); diff != "" {
					t.Errorf("reproducer mismatch (-want +got):\n%s", diff)
				}
				starts = append(starts, r.Starts)
			}
			if starts[0] != starts[1] || starts[0] < 3 {
				t.Errorf("%d starts, then %d, want the same number", starts[0], starts[1])
			}
		})
	}
}

// TestLimit checks that the number of starts is limited.
func TestLimit(t *testing.T) {
	b, err := bundle.Open(trialfake.QEMU(t, "arm", cases))
	if err != nil {
		t.Fatal(err)
	}
	report, err := reproducer.Parse("readl 0x10\nreadl 0x14\nwritel 0x100 1\nwritel 0x44 0x1\nreadl 0x40\n")
	if err != nil {
		t.Fatal(err)
	}
	r, err := minimize.Run(t.Context(), trial.Config{Bundle: b, Commands: report[0].Commands(), Scratch: t.TempDir()}, 4, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Starts != 4 || !r.Stopped {
		t.Errorf("%d starts, stopped %t, want 4 and true", r.Starts, r.Stopped)
	}
}

// TestFlaky checks that a QEMU that ends in another way each time is told.
func TestFlaky(t *testing.T) {
	b, err := bundle.Open(trialfake.QEMU(t, "arm", `'readl 0x50') [[ -e ../again ]] && say OK || { : >../again; kill -SEGV $$; } ;;`))
	if err != nil {
		t.Fatal(err)
	}
	report, err := reproducer.Parse("readl 0x50\n")
	if err != nil {
		t.Fatal(err)
	}
	_, err = minimize.Run(t.Context(), trial.Config{Bundle: b, Commands: report[0].Commands(), Scratch: t.TempDir()}, 0, nil)
	if !errors.Is(err, minimize.ErrFlaky) {
		t.Errorf("Run() = %v, want %v", err, minimize.ErrFlaky)
	}
}
