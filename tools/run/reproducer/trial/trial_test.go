package trial_test

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/qgraph/qgraph/tools/run/reproducer"
	"github.com/qgraph/qgraph/tools/run/reproducer/trial"
	"github.com/qgraph/qgraph/tools/run/reproducer/trialfake"
)

const cases = `
'readl 0x10') say OK 0x0000000000000012 ;;
'readl 0x20') echo "prog: x.c:12: f: Assertion ` + "\\`a' failed." + `" >&2; kill -ABRT $$ ;;
'readl 0x24') kill -SEGV $$ ;;
'readl 0x28') exit 3 ;;
'readl 0x2c') : ;;
'readl 0x30') echo "../x.c:1:1: runtime error: index 4 out of bounds" >&2; say OK 0x0 ;;
'readl 0x34') say FAIL no such thing ;;
`

// TestRun checks the answers, and how each end of QEMU is told.
func TestRun(t *testing.T) {
	b, err := bundle.Open(trialfake.QEMU(t, "arm", cases))
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name    string
		lines   string
		answers []string
		end     trial.End
		says    string
	}{
		{"lives", "readl 0x10\nwritel 0x10 1\nreadl 0x34", []string{"OK 0x0000000000000012", "OK", "FAIL no such thing"}, trial.End{}, "QEMU lives"},
		{"no commands", "", nil, trial.End{}, "QEMU lives"},
		{
			"assertion", "readl 0x10\nreadl 0x20\nreadl 0x10", []string{"OK 0x0000000000000012"},
			trial.End{Kind: trial.Killed, Signal: syscall.SIGABRT, During: "readl 0x20", Fault: true, Message: "prog: x.c:12: f: Assertion `a' failed."},
			"QEMU was killed by SIGABRT at readl 0x20",
		},
		{"signal", "readl 0x24", nil, trial.End{Kind: trial.Killed, Signal: syscall.SIGSEGV, During: "readl 0x24"}, "QEMU was killed by SIGSEGV at readl 0x24"},
		{"exit", "readl 0x28", nil, trial.End{Kind: trial.Exited, Status: 3, During: "readl 0x28"}, "QEMU exited with status 3 at readl 0x28"},
		{"hang", "readl 0x2c", nil, trial.End{Kind: trial.Hung, During: "readl 0x2c"}, "QEMU hangs at readl 0x2c"},
		{
			"sanitizer", "readl 0x30", []string{"OK 0x0"},
			trial.End{Fault: true, Message: "../x.c:1:1: runtime error: index 4 out of bounds"}, "QEMU lives",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			report := &reproducer.Report{}
			if tc.lines != "" {
				all, err := reproducer.Parse(tc.lines)
				if err != nil {
					t.Fatal(err)
				}
				report = all[0]
			}
			o, err := trial.Run(t.Context(), trial.Config{
				Bundle: b, Options: report.Options(), Commands: report.Commands(), Scratch: t.TempDir(), Patience: time.Second,
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.answers, o.Answers, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("answers mismatch (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.end, o.End, cmpopts.IgnoreFields(trial.End{}, "Output", "Frames")); diff != "" {
				t.Errorf("end mismatch (-want +got):\n%s", diff)
			}
			if got := o.End.String(); got != tc.says {
				t.Errorf("String() = %q, want %q", got, tc.says)
			}
		})
	}
}

// TestRunStart checks ends before the first command.
func TestRunStart(t *testing.T) {
	b, err := bundle.Open(trialfake.QEMU(t, "arm", ""))
	if err != nil {
		t.Fatal(err)
	}
	b.Command = []string{"bash", "-c", "echo qemu-system-arm: unknown device >&2; echo QEMU emulator version; exit 1", "qemu"}
	o, err := trial.Run(t.Context(), trial.Config{Bundle: b, Scratch: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := o.End.String(), "QEMU exited with status 1 when it started"; got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
	if !strings.Contains(o.End.Message, "unknown device") {
		t.Errorf("message %q, want that the device is unknown", o.End.Message)
	}
	b.Command = []string{"/nonexistent/qemu-system-arm"}
	if o, err := trial.Run(t.Context(), trial.Config{Bundle: b, Scratch: t.TempDir()}); err == nil {
		t.Errorf("no binary: outcome %v, want an error", o.End.String())
	}
}

// TestComment writes the comment before a reproducer, and holds other ends to it.
func TestComment(t *testing.T) {
	assertion := trial.End{Kind: trial.Killed, Signal: syscall.SIGABRT, During: "readl 0x10", Fault: true, Message: "qemu-system-arm: x.c:12: f: Assertion `a' failed."}
	comment := assertion.Comment()
	const want = "# QEMU was killed by SIGABRT at readl 0x10\n# qemu-system-arm: x.c:12: f: Assertion `a' failed.\n"
	if comment != want {
		t.Errorf("Comment() = %q, want %q", comment, want)
	}
	rest, end, message := trial.CutComment(comment + "# more\nqemu-system-arm\n")
	if rest != "# more\nqemu-system-arm\n" {
		t.Errorf("CutComment() leaves %q", rest)
	}
	for name, tc := range map[string]struct {
		end  trial.End
		want bool
	}{
		"the same":          {assertion, true},
		"another line":      {trial.End{Kind: trial.Killed, Signal: syscall.SIGABRT, Message: "qemu-system-arm: x.c:13: f: Assertion `a' failed."}, true},
		"in the output":     {trial.End{Kind: trial.Killed, Signal: syscall.SIGABRT, Output: "noise\nqemu-system-arm: x.c:1: f: Assertion `a' failed.\n"}, true},
		"another assertion": {trial.End{Kind: trial.Killed, Signal: syscall.SIGABRT, Message: "qemu-system-arm: x.c:12: f: Assertion `b' failed."}, false},
		"another signal":    {trial.End{Kind: trial.Killed, Signal: syscall.SIGSEGV, Message: assertion.Message}, false},
		"alive":             {trial.End{Message: assertion.Message}, false},
	} {
		if got := tc.end.Is(end, message); got != tc.want {
			t.Errorf("%s: Is(%q, %q) = %t, want %t", name, end, message, got, tc.want)
		}
	}
	status := trial.End{Kind: trial.Exited, Status: 12}
	if status.Is("QEMU exited with status 1", "") {
		t.Error("status 12 is taken for 1")
	}
}

// TestSame checks which ends have one cause.
func TestSame(t *testing.T) {
	crash := trial.End{Kind: trial.Killed, Signal: syscall.SIGSEGV, During: "readl 0x10"}
	with := func(change func(*trial.End)) *trial.End {
		e := crash
		change(&e)
		return &e
	}
	for _, tc := range []struct {
		name string
		a, b *trial.End
		want bool
	}{
		{"equal", &crash, &crash, true},
		{"another value", with(func(e *trial.End) { e.During = "writel 0x10 1" }), with(func(e *trial.End) { e.During = "writel 0x10 2" }), true},
		{"another address", &crash, with(func(e *trial.End) { e.During = "readl 0x14" }), false},
		{"another signal", &crash, with(func(e *trial.End) { e.Signal = syscall.SIGABRT }), false},
		{"another kind", &crash, with(func(e *trial.End) { e.Kind = trial.Hung }), false},
		{"when it ends", &crash, with(func(e *trial.End) { e.Leaving = true }), false},
		{
			"another line of one message", with(func(e *trial.End) { e.Message = "x.c:12: assertion failed: (a)" }),
			with(func(e *trial.End) { e.Message, e.During = "x.c:13: assertion failed: (a)", "readl 0x20" }), true,
		},
		{"another message", with(func(e *trial.End) { e.Message = "failed: (a)" }), with(func(e *trial.End) { e.Message = "failed: (b)" }), false},
		{
			"the same frames by another command", with(func(e *trial.End) { e.Frames = []string{"a", "b", "c", "d"} }),
			with(func(e *trial.End) { e.Frames, e.During = []string{"a", "b", "c", "x"}, "readl 0x20" }), true,
		},
		{"other frames", with(func(e *trial.End) { e.Frames = []string{"a", "b"} }), with(func(e *trial.End) { e.Frames = []string{"a", "c"} }), false},
		{"frames of one only", with(func(e *trial.End) { e.Frames = []string{"a", "b"} }), &crash, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got, back := tc.a.Same(tc.b), tc.b.Same(tc.a); got != tc.want || back != tc.want {
				t.Errorf("Same() = %t and %t, want %t", got, back, tc.want)
			}
		})
	}
}
