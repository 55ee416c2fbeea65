package complaint_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/tools/run/complaint"
	"github.com/qgraph/qgraph/tools/run/results"
)

var machine = graph.NewMachine[string]("fake/board")

// path returns a path with a test that has these options.
func path(t *testing.T, opts ...graph.TestOption) graph.Path {
	t.Helper()
	g := graph.New()
	graph.AddMachine(g, machine, func(context.Context, *run.Env) (string, error) { return "", nil })
	graph.Test(g, "board-tests/test", machine, func(*run.T, string) {}, opts...)
	if err := g.Validate(); err != nil {
		t.Fatal(err)
	}
	p, err := g.Lookup("fake/board/board-tests/test")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// found returns the complaints in an output.
func found(t *testing.T, output string, guestErrors bool) []results.Complaint {
	t.Helper()
	log := complaint.NewLog(path(t), guestErrors)
	r := log.QEMU("")
	r.Output([]byte(output))
	r.Close()
	return log.All()
}

// kindsAndTexts leaves out where a complaint came.
var kindsAndTexts = cmpopts.IgnoreFields(results.Complaint{}, "Count", "Step", "Answered", "Unanswered")

// TestRecorded reads what programs wrote when something was wrong with them: see
// testdata/README.md.
func TestRecorded(t *testing.T) {
	tests := []struct {
		file  string
		kind  graph.ComplaintKind
		first []string // parts of the first line of each complaint
		has   []string // parts of the last complaint
	}{
		{"index.txt", graph.SanitizerReport, []string{"index 401 out of bounds for type 'uint8_t [16][8]'", "insufficient space for an object"}, []string{"note: pointer points here"}},
		{"shift.txt", graph.SanitizerReport, []string{"shift exponent 401 is too large"}, nil},
		{"shift-stack.txt", graph.SanitizerReport, []string{"shift exponent 401 is too large"}, []string{"#0 ", "in main", "#3 "}},
		{"align.txt", graph.SanitizerReport, []string{"load of misaligned address"}, []string{"note: pointer points here", "^"}},
		{"heap.txt", graph.SanitizerReport, []string{"ERROR: AddressSanitizer: heap-buffer-overflow"}, []string{"allocated by thread", "SUMMARY: ", "Shadow byte legend", "ABORTING"}},
		{"use.txt", graph.SanitizerReport, []string{"ERROR: AddressSanitizer: heap-use-after-free"}, []string{"freed by thread", "previously allocated by", "SUMMARY: ", "ABORTING"}},
		{
			"stack.txt", graph.SanitizerReport, []string{"index 17 out of bounds", "insufficient space", "ERROR: AddressSanitizer: stack-buffer-overflow"},
			[]string{"overflows this variable", "HINT: this may be a false positive", "SUMMARY: ", "ABORTING"},
		},
		{"segv.txt", graph.SanitizerReport, []string{"AddressSanitizer:DEADLYSIGNAL"}, []string{"ERROR: AddressSanitizer: SEGV", "caused by a WRITE", "ABORTING"}},
		{"leak.txt", graph.SanitizerReport, []string{"ERROR: LeakSanitizer: detected memory leaks"}, []string{"Direct leak of 16 byte(s)", "16 byte(s) leaked in 1 allocation(s)."}},
		{"race.txt", graph.SanitizerReport, []string{"WARNING: ThreadSanitizer: data race"}, []string{"Previous write", "Location is global", "SUMMARY: ThreadSanitizer: data race"}},
		{"coroutine.txt", "", nil, nil},
		{"glib-critical.txt", graph.LibraryComplaint, []string{"GLib-CRITICAL **: ", "CRITICAL **: ", "Gtk-CRITICAL **: "}, []string{"cannot open display"}},
		{"glib-warning.txt", graph.LibraryComplaint, []string{"Gtk-WARNING **: ", "WARNING **: "}, []string{"no icon"}},
		{"glib-assert.txt", graph.FailedAssertion, []string{"ERROR:../hw/core/x.c:12:x_realize: assertion failed: (n < 8)"}, []string{"Bail out!"}},
		{"glib-unreached.txt", graph.FailedAssertion, []string{"qemu:ERROR:../hw/core/x.c:12:x_realize: code should not be reached"}, []string{"Bail out!"}},
		{"assert.txt", graph.FailedAssertion, []string{"Assertion `argc > 3' failed."}, nil},
	}
	for _, tc := range tests {
		t.Run(tc.file, func(t *testing.T) {
			output, err := os.ReadFile(filepath.Join("testdata", tc.file))
			if err != nil {
				t.Fatal(err)
			}
			got := found(t, string(output)+"goes on after it\n", false)
			if len(got) != len(tc.first) {
				t.Fatalf("%d complaints, want %d: %+v", len(got), len(tc.first), got)
			}
			for i, c := range got {
				if first, _, _ := strings.Cut(c.Text, "\n"); !strings.Contains(first, tc.first[i]) || c.Kind != string(tc.kind) {
					t.Errorf("complaint %d is of kind %s and begins %q; want kind %s and %q", i, c.Kind, first, tc.kind, tc.first[i])
				}
			}
			for _, part := range tc.has {
				if last := got[len(got)-1].Text; !strings.Contains(last, part) {
					t.Errorf("the last complaint lacks %q:\n%s", part, last)
				}
			}
			for _, c := range got {
				if strings.Contains(c.Text, "goes on") {
					t.Errorf("the complaint has a line of another message:\n%s", c.Text)
				}
			}
		})
	}
}

func TestLines(t *testing.T) {
	tests := []struct {
		line string
		want graph.ComplaintKind // "" for none
	}{
		{"qemu-system-arm: virtio: bogus descriptor or out of resources", graph.ErrorMessage},
		{"qemu-system-arm: -device x: Device 'x' not found", graph.ErrorMessage},
		{"qemu-system-arm: warning: 9p: bad client: T_readdir on non-directory stream", graph.WarningMessage},
		{"qemu-system-mips: -device nvme,id=nvme: warning: MSI-X is not supported by interrupt controller", graph.WarningMessage},
		{"2026-01-02T03:04:05.678901Z qemu-system-arm: warning: x", graph.WarningMessage},
		{"2026-01-02T03:04:05.678901Z qemu-system-arm: x", graph.ErrorMessage},
		{"qemu-storage-daemon: --export x: no", graph.ErrorMessage},
		{"qemu-system-arm: info: x", ""},
		{"qemu-system-arm: terminating on signal 15 from pid 12 (qgraph)", ""},
		{"qemu: hardware error: pl011: Bad offset 0x1000", graph.ErrorMessage},
		{"/machine/peripheral/max0: smbus: error: Unexpected stop during receive", graph.ErrorMessage},
		{"fatal: x", graph.ErrorMessage},
		{"*** stack smashing detected ***: terminated", graph.FailedAssertion},
		{"free(): invalid pointer", graph.FailedAssertion},
		{"double free or corruption (out)", graph.FailedAssertion},
		{"Assertion failed: x > 0 (x.c: f: 12)", graph.FailedAssertion},
		{"==12==WARNING: MemorySanitizer: use-of-uninitialized-value", graph.SanitizerReport},
		{"\x1b[1m../hw/x.c:1:1:\x1b[1m\x1b[31m runtime error: \x1b[1mindex 401 out of bounds\x1b[0m", graph.SanitizerReport},
		{"** (qemu:12): WARNING **: no icon", graph.LibraryComplaint},
		{"(qemu-system-arm:12): Gtk-CRITICAL **: 12:34:56.789: x", graph.LibraryComplaint},
		{"** Message: 14:38:15.071: a message", ""},
		{"", ""},
		{"**", ""},
		{"=================================================================", ""},
		{"Guest crashed", ""},
		{"char device redirected to /dev/pts/1 (label serial0)", ""},
		{"no errors: 0", ""},
	}
	for _, tc := range tests {
		for _, end := range []string{"\n", "\r\n", ""} {
			got := found(t, tc.line+end, false)
			var kind string
			if len(got) == 1 {
				kind = got[0].Kind
			}
			if len(got) > 1 || kind != string(tc.want) {
				t.Errorf("%q: complaints %+v, want one of kind %q", tc.line+end, got, tc.want)
			}
		}
	}
}

// TestGuestErrors asks for a log of guest errors: all other lines are such errors, but for
// empty ones.
func TestGuestErrors(t *testing.T) {
	got := found(t, "\npmbus_write_data: writing to read-only register 0x20\nqemu-system-arm: warning: x\nqemu-system-arm: info: x\n", true)
	want := []results.Complaint{
		{Kind: "guest-error", Text: "pmbus_write_data: writing to read-only register 0x20"},
		{Kind: "warning", Text: "qemu-system-arm: warning: x"},
	}
	if diff := cmp.Diff(want, got, kindsAndTexts); diff != "" {
		t.Errorf("complaints mismatch (-want +got):\n%s", diff)
	}
}

// TestUnexpected has a message of two lines.
func TestUnexpected(t *testing.T) {
	const text = "Unexpected error in object_property_find_err() at ../qom/object.c:1299:\nqemu-system-arm: Property 'x.y' not found"
	want := []results.Complaint{{Kind: "assertion", Text: text}, {Kind: "error", Text: "qemu-system-arm: another"}}
	if diff := cmp.Diff(want, found(t, text+"\nqemu-system-arm: another\n", false), kindsAndTexts); diff != "" {
		t.Errorf("complaints mismatch (-want +got):\n%s", diff)
	}
}

// TestPieces gives each recorded output in pieces of each small size: the complaints are
// the same.
func TestPieces(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("recorded outputs: %v, error %v", files, err)
	}
	for _, file := range files {
		output, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want := found(t, string(output), false)
		for _, size := range []int{1, 2, 7, 100} {
			log := complaint.NewLog(path(t), false)
			r := log.QEMU("")
			for rest := output; len(rest) > 0; {
				n := min(size, len(rest))
				r.Output(rest[:n])
				rest = rest[n:]
			}
			r.Close()
			if diff := cmp.Diff(want, log.All()); diff != "" {
				t.Errorf("%s in pieces of %d bytes: complaints mismatch (-want +got):\n%s", file, size, diff)
			}
		}
	}
}

// TestPlace checks where complaints came.
func TestPlace(t *testing.T) {
	log := complaint.NewLog(path(t), false)
	r := log.QEMU("")
	say := func(text string) { r.Output([]byte("qemu-system-fake: " + text + "\n")) }
	say("at the start")
	log.QMPSent([]byte(`{"execute":"qmp_capabilities","id":1}`))
	log.QMPReceived([]byte(`{"return": {}, "id": 1}`))
	log.Step("registers")
	log.QtestSent([]byte("writel 0x0 0x1"))
	log.QtestSent([]byte("writel 0x4 0x2"))
	log.QtestReceived()
	say("at a posted write")
	log.QtestReceived()
	say("under no request")
	log.QMPSent([]byte(`{"execute":"device_add","arguments":{},"id":2}`))
	log.QMPReceived([]byte(`{"event": "X", "timestamp": {}}`))
	say("at a QMP command")
	log.QMPReceived([]byte(`{"error": {"class": "x"}, "id": 2}`))
	log.Step("")
	log.QtestSent([]byte("write 0x0 0x40 0x" + strings.Repeat("ab", 64)))
	r.Output([]byte("qemu-system-fake: in two"))
	log.QtestReceived()
	r.Output([]byte(" parts\n"))
	var got []string
	for _, c := range log.All() {
		got = append(got, c.Step+": "+c.String())
	}
	want := []string{
		`: QEMU complained (error): qemu-system-fake: at the start; before its first reply`,
		`registers: QEMU complained (error): qemu-system-fake: at a posted write; after the reply to "writel 0x0 0x1" and before that to "writel 0x4 0x2"`,
		`registers: QEMU complained (error): qemu-system-fake: under no request; after the reply to "writel 0x4 0x2"`,
		`registers: QEMU complained (error): qemu-system-fake: at a QMP command; after the reply to "writel 0x4 0x2" and before that to "QMP device_add"`,
		`: QEMU complained (error): qemu-system-fake: in two parts; after the reply to "QMP device_add" and before that to "write 0x0 0x40 0x` + strings.Repeat("ab", 31) + `a…"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("places mismatch (-want +got):\n%s", diff)
	}
}

// TestDeclared has declared complaints of two kinds and others that look like them.
func TestDeclared(t *testing.T) {
	p := path(t,
		graph.Allows(graph.Complaint{Kind: graph.WarningMessage, Text: "bad client", Why: "The test is one."}),
		graph.Expects(graph.Complaint{Kind: graph.ErrorMessage, Text: "bogus descriptor [0-9]", Why: "The test makes one."},
			graph.Complaint{Kind: graph.ErrorMessage, Text: "never said", Why: "The test waits for it."},
			graph.Complaint{Kind: graph.GuestError, Text: "read-only", Why: "Nobody asks for it."}))
	log := complaint.NewLog(p, false)
	r := log.QEMU("")
	r.Output([]byte("qemu-system-fake: warning: bad client\nqemu-system-fake: bad client\n"))
	for i := range 3 {
		r.Output(fmt.Appendf(nil, "qemu-system-fake: bogus descriptor %d\n", i))
	}
	r.Output([]byte("qemu-system-fake: bogus descriptor\n"))
	want := []results.Complaint{
		{Kind: "warning", Text: "qemu-system-fake: warning: bad client", Count: 1, Declared: "The test is one."},
		{Kind: "error", Text: "qemu-system-fake: bad client", Count: 1},
		{Kind: "error", Text: "qemu-system-fake: bogus descriptor 0", Count: 3, Declared: "The test makes one."},
		{Kind: "error", Text: "qemu-system-fake: bogus descriptor", Count: 1},
	}
	if diff := cmp.Diff(want, log.All()); diff != "" {
		t.Errorf("complaints mismatch (-want +got):\n%s", diff)
	}
	if errs := log.Undeclared(); len(errs) != 2 {
		t.Errorf("undeclared: %v, want two", errs)
	}
	if errs := log.Undeclared(); len(errs) != 0 {
		t.Errorf("undeclared once more: %v, want none", errs)
	}
	if errs := log.Missing(); len(errs) != 1 || !strings.Contains(errs[0].Error(), "never said") {
		t.Errorf("missing: %v, want that which was never said", errs)
	}
}

// TestMany has more complaints than are kept: none is lost in silence.
func TestMany(t *testing.T) {
	log := complaint.NewLog(path(t), false)
	r := log.QEMU("")
	const kinds = 300
	for i := range kinds {
		r.Output(fmt.Appendf(nil, "qemu-system-fake: %s\n", strings.Repeat("x", i+1)))
	}
	errs := log.Undeclared()
	if len(errs) != 101 || !strings.Contains(errs[100].Error(), "200 times more") {
		t.Errorf("%d errors, the last %v; want 100, and one of the other 200", len(errs), errs[len(errs)-1])
	}
}

// TestFlush ends a report that is whole, and waits for the rest of another.
func TestFlush(t *testing.T) {
	log := complaint.NewLog(path(t), false)
	r := log.QEMU("")
	r.Output([]byte("../hw/x.c:1:1: runtime error: index 401 out of bounds\n"))
	if n := len(log.Undeclared()); n != 0 {
		t.Fatalf("%d complaints before the report has ended", n)
	}
	r.Flush()
	if n := len(log.Undeclared()); n != 1 {
		t.Fatalf("%d complaints after the report, want 1", n)
	}
	r.Output([]byte("==1==ERROR: AddressSanitizer: heap-use-after-free\n"))
	r.Flush()
	if n := len(log.Undeclared()); n != 0 {
		t.Fatalf("%d complaints in the midst of a report", n)
	}
	r.Output([]byte("SUMMARY: AddressSanitizer: heap-use-after-free\n"))
	r.Flush()
	if errs := log.Undeclared(); len(errs) != 1 || !strings.Contains(errs[0].Error(), "SUMMARY") {
		t.Fatalf("complaints %v, want the whole report", errs)
	}
}

// TestProcess has a complaint of another process.
func TestProcess(t *testing.T) {
	log := complaint.NewLog(path(t), true)
	r := log.Reader("qemu-storage-daemon")
	r.Output([]byte("qemu-storage-daemon: no\nready\n"))
	want := []results.Complaint{{Kind: "error", Text: "qemu-storage-daemon: no", Process: "qemu-storage-daemon"}}
	if diff := cmp.Diff(want, log.All(), kindsAndTexts); diff != "" {
		t.Errorf("complaints mismatch (-want +got):\n%s", diff)
	}
}
