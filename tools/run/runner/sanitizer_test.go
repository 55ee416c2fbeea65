package runner_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/runner"
)

// sanitized compiles a program that plays a QEMU with faults, with the sanitizers that QEMU
// is built with.
func sanitized(t *testing.T) string {
	t.Helper()
	cc, err := exec.LookPath("cc")
	if err != nil {
		t.Skip("this computer has no C compiler; package complaint reads recorded reports")
	}
	name := filepath.Join(t.TempDir(), "qemu-system-fake")
	cmd := exec.Command(cc, "-g", "-O0", "-fno-omit-frame-pointer", "-fsanitize=address,undefined", "-o", name, "testdata/sanitized.c")
	if out, err := cmd.CombinedOutput(); err != nil {
		if strings.Contains(string(out), "san") && strings.Contains(string(out), "cannot find") {
			t.Skipf("the C compiler has no sanitizers:\n%s", out)
		}
		t.Fatalf("%v: %v\n%s", cmd, err, out)
	}
	return name
}

// TestSanitizers runs tests on a program that has faults, built with AddressSanitizer and
// UndefinedBehaviorSanitizer.
func TestSanitizers(t *testing.T) {
	program := sanitized(t)
	for _, tc := range []struct {
		name    string
		addr    uint64
		options []string // of the sanitizers
		want    results.Class
		first   string   // of the complaint
		rest    []string // in it
		log     string
	}{
		{"no fault", 0, []string{"ASAN_OPTIONS=detect_leaks=1"}, results.Passed, "", nil, ""},
		{
			"undefined behaviour", 0x1000, []string{"UBSAN_OPTIONS=print_stacktrace=1"}, results.Complained,
			"shift exponent 401 is too large", []string{"in fault", "in qtest", "in main"}, `; after the reply to "readb 0x10" and before that to "readb 0x1000"`,
		},
		{
			"undefined behaviour that ends QEMU", 0x1000, []string{"UBSAN_OPTIONS=halt_on_error=1:exitcode=42"}, results.QEMUExited,
			"shift exponent 401 is too large", nil, "exited with status 42",
		},
		{
			"use after free", 0x2000, []string{"ASAN_OPTIONS=exitcode=43"}, results.QEMUExited,
			"AddressSanitizer: heap-use-after-free", []string{"in fault", "freed by thread", "previously allocated by", "SUMMARY: "}, "exited with status 43",
		},
		{
			"use after free that aborts", 0x2000, []string{"ASAN_OPTIONS=abort_on_error=1:disable_coredump=1"}, results.QEMUCrashed,
			"AddressSanitizer: heap-use-after-free", []string{"SUMMARY: "}, "signal SIGABRT",
		},
		{
			"leak", 0x3000, []string{"ASAN_OPTIONS=detect_leaks=1"}, results.QEMUExited,
			"LeakSanitizer: detected memory leaks", []string{"16 byte(s) leaked"}, "exited with status",
		},
		{"leak that nobody looks for", 0x3000, []string{"ASAN_OPTIONS=detect_leaks=0"}, results.Passed, "", nil, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			o := options(t, "", t.TempDir(), func(t *run.T, q *qtest.QEMU) {
				for _, addr := range []uint64{0x10, tc.addr, 0x20} {
					_, err := q.Read(t.Context(), qtest.Width8, addr)
					t.Must(err)
				}
			})
			o.Bundle.Command, o.Bundle.Env = []string{program}, tc.options
			log := &tb{ctx: t.Context()}
			r := runner.Run(log, o)
			text := log.log.String()
			if strings.Contains(text, "LeakSanitizer has encountered a fatal error") {
				t.Skip("LeakSanitizer does not work here, as under a debugger")
			}
			if r.Class != tc.want || !strings.Contains(text, tc.log) {
				t.Errorf("class %q, want %q and %q in the log:\n%s", r.Class, tc.want, tc.log, text)
			}
			if tc.first == "" {
				if len(r.Complaints) > 0 {
					t.Errorf("complaints %+v, want none", r.Complaints)
				}
				return
			}
			if len(r.Complaints) != 1 || r.Complaints[0].Kind != "sanitizer" {
				t.Fatalf("complaints %+v, want one of a sanitizer", r.Complaints)
			}
			said := r.Complaints[0].Text
			if first, _, _ := strings.Cut(said, "\n"); !strings.Contains(first, tc.first) {
				t.Errorf("the complaint begins %q, want %q", first, tc.first)
			}
			for _, part := range tc.rest {
				if !strings.Contains(said, part) {
					t.Errorf("the complaint lacks %q:\n%s", part, said)
				}
			}
		})
	}
}
