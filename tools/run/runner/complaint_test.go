package runner_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qmp"
	"github.com/qgraph/qgraph/qtest/qtestfake"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/runner"
)

// complaintAt is the address of the first of complaints: an access to it, or to one of the
// next, makes the fake QEMU complain.
const complaintAt = 0x8000

var complaints = []struct {
	kind graph.ComplaintKind // "" for none
	text string
}{
	{graph.SanitizerReport, "../hw/x.c:1:1: runtime error: index 401 out of bounds for type 'uint8_t [16][8]'\n    #0 0x1234 in x_read ../hw/x.c:1"},
	{graph.SanitizerReport, "==1==ERROR: AddressSanitizer: heap-use-after-free on address 0x1\n    #0 0x1234 in x_read\n\nfreed by thread T0 here:\nSUMMARY: AddressSanitizer: heap-use-after-free"},
	{graph.SanitizerReport, "==1==ERROR: LeakSanitizer: detected memory leaks\n\nSUMMARY: AddressSanitizer: 16 byte(s) leaked in 1 allocation(s)."},
	{graph.SanitizerReport, "WARNING: ThreadSanitizer: data race (pid=1)\n  Read of size 4\nSUMMARY: ThreadSanitizer: data race ../hw/x.c:1 in x_read"},
	{graph.LibraryComplaint, "(process:1): GLib-CRITICAL **: 12:34:56.789: g_source_remove: assertion 'tag > 0' failed"},
	{graph.LibraryComplaint, "(qemu:1): Gtk-WARNING **: 12:34:56.789: cannot open display"},
	{graph.FailedAssertion, "qemu-system-fake: ../hw/x.c:1: x_read: Assertion `addr' failed."},
	{graph.FailedAssertion, "ERROR:../hw/x.c:1:x_read: assertion failed: (addr)"},
	{graph.ErrorMessage, "qemu-system-fake: virtio: bogus descriptor or out of resources"},
	{graph.ErrorMessage, "/machine/peripheral/max0: smbus: error: Unexpected stop during receive"},
	{graph.WarningMessage, "qemu-system-fake: warning: 9p: bad client"},
	{"", "Guest crashed"},
}

// complain makes a fake QEMU complain at accesses and at a QMP command.
func complain(memory *qtestfake.Memory, monitor *qtestfake.QMP) {
	for i, c := range complaints {
		say := func() { fmt.Fprintln(os.Stderr, c.text) }
		memory.OnRead(complaintAt+uint64(i), func(qtest.Width) uint64 { say(); return 0 })
		memory.OnWrite(complaintAt+uint64(i), func(qtest.Width, uint64) { say() })
	}
	monitor.On("device_add", func(json.RawMessage) (string, error) {
		fmt.Fprintln(os.Stderr, "qemu-system-fake: warning: hot")
		return "{}", nil
	})
	if slices.Contains(os.Args, "-d") {
		memory.OnWrite(guestErrorAt, func(qtest.Width, uint64) { fmt.Fprintln(os.Stderr, "x_write: register 0x10 is read-only") })
	}
}

// guestErrorAt is the address of a read-only register.
const guestErrorAt = 0x9000

func read(addr uint64) func(*run.T, *qtest.QEMU) {
	return func(t *run.T, q *qtest.QEMU) {
		_, err := q.Read(t.Context(), qtest.Width8, addr)
		t.Must(err)
	}
}

func post(addr uint64) func(*run.T, *qtest.QEMU) {
	return func(t *run.T, q *qtest.QEMU) { t.Must(q.Write(t.Context(), qtest.Width8, addr, 1)) }
}

// TestComplaints lets QEMU say each of the complaints at a read and at a posted write: the
// step fails, and the result names the access.
func TestComplaints(t *testing.T) {
	for i, c := range complaints {
		addr := complaintAt + uint64(i)
		for _, access := range []struct {
			name string
			do   func(*run.T, *qtest.QEMU)
		}{{fmt.Sprintf("readb %#x", addr), read(addr)}, {fmt.Sprintf("writeb %#x 0x1", addr), post(addr)}} {
			t.Run(c.text[:12]+" at "+access.name, func(t *testing.T) {
				r, log, transcript := runTest(t, "serves", func(t *run.T, q *qtest.QEMU) {
					t.Step("before", func() { read(0x10)(t, q) })
					t.Step("complains", func() { access.do(t, q) })
					t.Step("after", func() { read(0x20)(t, q) })
				})
				if c.kind == "" {
					if r.Class != results.Passed || len(r.Complaints) > 0 {
						t.Fatalf("class %q, complaints %+v; want a pass without any", r.Class, r.Complaints)
					}
					return
				}
				if r.Class != results.Complained {
					t.Errorf("class %q, want %q; the log:\n%s", r.Class, results.Complained, log)
				}
				want := []results.Complaint{{
					Kind: string(c.kind), Text: c.text, Count: 1, Step: "complains", Answered: "readb 0x10", Unanswered: access.name,
				}}
				if diff := cmp.Diff(want, r.Complaints); diff != "" {
					t.Errorf("complaints mismatch (-want +got):\n%s", diff)
				}
				if got := r.FailedIn(); len(got) != 1 || got[0] != "complains" {
					t.Errorf("failed in %q, want only the step that complains", got)
				}
				for _, want := range []string{"complains: QEMU complained (" + string(c.kind) + ")", access.name} {
					if !strings.Contains(log, want) {
						t.Errorf("the log does not say %q:\n%s", want, log)
					}
				}
				first, _, _ := strings.Cut(c.text, "\n")
				said, answered := strings.Index(transcript, "| "+first), strings.LastIndex(transcript, "> "+access.name)
				if said < 0 || said < answered || !strings.Contains(transcript[said:], "< OK") {
					t.Errorf("the transcript does not have the complaint between the request and its reply:\n%s", transcript)
				}
			})
		}
	}
}

// TestWhenQEMUComplains has complaints at other moments than an access, and what becomes of
// the path's class.
func TestWhenQEMUComplains(t *testing.T) {
	allowed := graph.Allows(graph.Complaint{Kind: graph.WarningMessage, Text: "9p: bad client", Why: "The test is one."})
	expected := graph.Expects(graph.Complaint{Kind: graph.WarningMessage, Text: "9p: bad client", Why: "The test is one."})
	at := func(text string) uint64 {
		return complaintAt + uint64(slices.IndexFunc(complaints, func(c struct {
			kind graph.ComplaintKind
			text string
		}) bool {
			return strings.Contains(c.text, text)
		}))
	}
	nothing := func(*run.T, *qtest.QEMU) {}
	hotPlug := func(t *run.T, q *qtest.QEMU) {
		_, err := qmp.Execute[qmp.Empty](t.Context(), q.QMP(), "device_add", qmp.NoArgs{})
		t.Must(err)
	}
	tests := []struct {
		name string
		mode string
		test func(*run.T, *qtest.QEMU)
		opts []graph.TestOption
		want results.Class
		said []string // the messages of the failures, a part of each
	}{
		{"at its start", "warns at its start", nothing, nil, results.Complained, []string{"the board is old; before its first reply"}},
		{"at a QMP command", "serves", hotPlug, nil, results.Complained, []string{`warning: hot; after the reply to "endianness" and before that to "QMP device_add"`}},
		{
			"at what was posted last", "serves", post(at("bogus")), nil, results.Complained,
			[]string{`bogus descriptor or out of resources; after the reply to "endianness" and before that to "writeb`},
		},
		{
			"in a clean-up", "serves", func(t *run.T, q *qtest.QEMU) { t.Cleanup(func() { post(at("bogus"))(t, q) }) }, nil, results.Complained,
			[]string{"bogus descriptor"},
		},
		{"declared", "serves", read(at("9p")), []graph.TestOption{allowed}, results.Passed, nil},
		{"declared, and does not come", "serves", nothing, []graph.TestOption{allowed}, results.Passed, nil},
		{"expected", "serves", read(at("9p")), []graph.TestOption{expected}, results.Passed, nil},
		{"expected, and does not come", "serves", nothing, []graph.TestOption{expected}, results.TestFailed, []string{`expects a complaint that did not come: warning "9p: bad client"`}},
		{"declared, and others", "serves", read(at("bogus")), []graph.TestOption{allowed}, results.Complained, []string{"bogus"}},
		{
			"before a check fails", "serves", func(t *run.T, q *qtest.QEMU) { read(at("bogus"))(t, q); t.Error("register = 1, want 2") }, nil,
			results.TestFailed, []string{"register = 1", "bogus"},
		},
		{
			"in one step, and a check fails in another", "serves", func(t *run.T, q *qtest.QEMU) {
				t.Step("one", func() { read(at("bogus"))(t, q) })
				t.Step("two", func() { t.Error("register = 1, want 2") })
			}, nil, results.Complained, []string{"one: QEMU complained", "two: register = 1"},
		},
		{
			"before it crashes", "serves", func(t *run.T, q *qtest.QEMU) { read(at("Assertion"))(t, q); read(crashAt)(t, q) }, nil,
			results.QEMUCrashed, nil,
		},
		{"in a test that skips", "serves", func(t *run.T, q *qtest.QEMU) { read(at("bogus"))(t, q); t.Skip("no register") }, nil, results.Complained, []string{"bogus"}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			r, log, _ := runTest(t, tc.mode, tc.test, tc.opts...)
			if r.Class != tc.want {
				t.Errorf("class %q, want %q; the log:\n%s", r.Class, tc.want, log)
			}
			for i, want := range tc.said {
				if i >= len(r.Messages) || !strings.Contains(r.Messages[i], want) {
					t.Errorf("messages %q, want %q in the one with index %d", r.Messages, want, i)
				}
			}
			if tc.said != nil && len(r.Messages) != len(tc.said) {
				t.Errorf("messages %q, want %d", r.Messages, len(tc.said))
			}
		})
	}
}

// TestKnownComplaint has a deviation that shows by a complaint in a step.
func TestKnownComplaint(t *testing.T) {
	loud := graph.Known(graph.Deviates("loud", graph.Deviation{
		In: []graph.Place{{Step: "one"}}, Complains: "smbus: error: Unexpected stop",
		Does: "It complains.", Says: "All is well.",
		Clause: graph.NewClause("Manual, section 1"),
	}))
	const stop, warning = complaintAt + 9, complaintAt + 10
	steps := func(one, two func(*run.T, *qtest.QEMU)) func(*run.T, *qtest.QEMU) {
		return func(t *run.T, q *qtest.QEMU) {
			t.Step("one", func() { one(t, q) })
			t.Step("two", func() { two(t, q) })
		}
	}
	for _, tc := range []struct {
		name     string
		one, two func(*run.T, *qtest.QEMU)
		want     results.Class
		log      string
	}{
		{"shows", post(stop), post(0), results.Known, "known: loud: It complains."},
		{"does not show", post(0), post(0), results.TestFailed, `deviation "loud" is gone`},
		{"shows in another step", post(0), post(stop), results.Complained, "two: QEMU complained"},
		{"another complaint", post(warning), post(0), results.Complained, "9p: bad client"},
		{"both", func(t *run.T, q *qtest.QEMU) { post(stop)(t, q); post(warning)(t, q) }, post(0), results.Complained, "9p: bad client"},
		{"a check fails", func(t *run.T, q *qtest.QEMU) { post(stop)(t, q); t.Error("too late") }, post(0), results.TestFailed, "one: too late"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r, log, _ := runTest(t, "serves", steps(tc.one, tc.two), loud)
			if r.Class != tc.want || !strings.Contains(log, tc.log) {
				t.Errorf("class %q, want %q and %q in the log:\n%s", r.Class, tc.want, tc.log, log)
			}
		})
	}
}

// TestKnownComplaintOfTest has a test without steps and the deviation of the whole test.
func TestKnownComplaintOfTest(t *testing.T) {
	loud := graph.Known(graph.Deviates("loud", graph.Deviation{
		Complains: "smbus: error: Unexpected stop", Does: "It complains.", Says: "All is well.",
		Clause: graph.NewClause("Manual, section 1"),
	}))
	if r, log, _ := runTest(t, "serves", post(complaintAt+9), loud); r.Class != results.Known {
		t.Errorf("class %q, want %q; the log:\n%s", r.Class, results.Known, log)
	}
}

// TestQEMULog runs a test that writes to a read-only register, with and without a log of
// guest errors.
func TestQEMULog(t *testing.T) {
	declared := graph.Expects(graph.Complaint{Kind: graph.GuestError, Text: "register 0x[0-9a-f]+ is read-only", Why: "The test writes to it."})
	for _, tc := range []struct {
		name, items string
		test        func(*run.T, *qtest.QEMU)
		opts        []graph.TestOption
		want        results.Class
	}{
		{"not asked for", "", post(guestErrorAt), nil, results.Passed},
		{"asked for", "guest_errors", post(guestErrorAt), nil, results.Complained},
		{"declared", "guest_errors,unimp", post(guestErrorAt), []graph.TestOption{declared}, results.Passed},
		{"declared, and not asked for", "", post(guestErrorAt), []graph.TestOption{declared}, results.Passed},
		{"declared, and does not come", "guest_errors", post(0), []graph.TestOption{declared}, results.TestFailed},
	} {
		t.Run(tc.name, func(t *testing.T) {
			o := options(t, "serves", t.TempDir(), tc.test, tc.opts...)
			var err error
			if o.Log, err = runner.ParseLog(tc.items); err != nil {
				t.Fatal(err)
			}
			log := &tb{ctx: t.Context()}
			r := runner.Run(log, o)
			if r.Class != tc.want {
				t.Errorf("class %q, want %q; the log:\n%s", r.Class, tc.want, log.log.String())
			}
			if r.Class != results.Complained {
				return
			}
			want := []results.Complaint{{Kind: "guest-error", Text: "x_write: register 0x10 is read-only", Count: 1}}
			if diff := cmp.Diff(want, r.Complaints, cmpopts.IgnoreFields(results.Complaint{}, "Answered", "Unanswered")); diff != "" {
				t.Errorf("complaints mismatch (-want +got):\n%s", diff)
			}
			if script, err := os.ReadFile(r.Reproducer); err != nil || !strings.Contains(string(script), "-d guest_errors") {
				t.Errorf("the script does not ask for the log: error %v\n%s", err, script)
			}
		})
	}
	for _, items := range []string{"in_asm", "guest_errors,", "guest_errors unimp"} {
		if _, err := runner.ParseLog(items); err == nil {
			t.Errorf("ParseLog(%q) = nil error", items)
		}
	}
}
