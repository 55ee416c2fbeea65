package runner_test

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/runner"
)

// cards is a test of steps that end in all ways.
func cards(t *run.T, q *qtest.QEMU) {
	read := func(addr uint64) {
		_, err := q.Read(t.Context(), qtest.Width32, addr)
		t.Must(err)
	}
	read(0x10) // in no step
	t.Step("registers", func() { read(0x20) })
	t.Step("card of 4 GiB", func() {
		t.Cleanup(func() { read(0x3c) })
		t.Logf("PIO passed: %t", t.Step("PIO", func() { t.Errorf("block %d is lost", 7) }))
		t.Step("ADMA2", func() {
			t.Fatal("no descriptor")
			t.Error("after Fatal")
		})
		read(0x30)
	})
	t.Step("card of 4 MiB", func() { t.Skip("the slot is too small") })
	t.Logf("eject passed: %t", t.Step("eject", func() { read(0x40) }))
}

// stepsOf runs the cards, those steps that the pattern means.
func stepsOf(t *testing.T, pattern string, test func(*run.T, *qtest.QEMU)) (*results.Result, string, string) {
	t.Helper()
	o := options(t, "serves", t.TempDir(), test)
	var err error
	if o.Steps, err = runner.ParseSteps(pattern); err != nil {
		t.Fatal(err)
	}
	o.RerunStep = func(pattern string) string { return "run-step " + pattern }
	log := &tb{ctx: t.Context()}
	r := runner.Run(log, o)
	transcript, err := os.ReadFile(r.Transcript)
	if err != nil {
		t.Fatal(err)
	}
	return r, log.log.String(), string(transcript)
}

var ignoreTimes = cmpopts.IgnoreFields(results.Step{}, "Duration")

func TestSteps(t *testing.T) {
	r, log, transcript := stepsOf(t, "", cards)
	want := []results.Step{
		{Name: "registers", Class: results.Passed},
		{Name: "card of 4 GiB", Class: results.TestFailed},
		{Name: "card of 4 GiB / PIO", Class: results.TestFailed},
		{Name: "card of 4 GiB / ADMA2", Class: results.TestFailed},
		{Name: "card of 4 MiB", Class: results.Skipped, Reason: "the slot is too small"},
		{Name: "eject", Class: results.Passed},
	}
	if diff := cmp.Diff(want, r.Steps, ignoreTimes); diff != "" {
		t.Errorf("steps mismatch (-want +got):\n%s", diff)
	}
	for _, s := range r.Steps {
		if s.Duration <= 0 {
			t.Errorf("step %q took %v", s.Name, s.Duration)
		}
	}
	if r.Class != results.TestFailed {
		t.Errorf("class %q, want %q", r.Class, results.TestFailed)
	}
	messages := []string{"card of 4 GiB / PIO: block 7 is lost", "card of 4 GiB / ADMA2: no descriptor"}
	if diff := cmp.Diff(messages, r.Messages); diff != "" {
		t.Errorf("messages mismatch (-want +got):\n%s", diff)
	}
	for _, want := range append(messages, "failed in: card of 4 GiB / PIO\n", "failed in: card of 4 GiB / ADMA2\n",
		"run that step alone: run-step ^card of 4 GiB$/^PIO$\n",
		"PIO passed: false", "eject passed: true", "skipped: the slot is too small") {
		if !strings.Contains(log, want) {
			t.Errorf("the log does not say %q:\n%s", want, log)
		}
	}
	if n := strings.Count(log, "failed in:"); n != 2 {
		t.Errorf("the log names %d steps that failed, want the innermost two:\n%s", n, log)
	}
	// A step's clean-ups run when it ends, and the test goes on.
	order := []string{"> readl 0x10", "* step: registers\n", "> readl 0x20", "* step: card of 4 GiB\n", "* step: card of 4 GiB / PIO\n", "block 7 is lost",
		"* step over, back in: card of 4 GiB\n", "* step: card of 4 GiB / ADMA2\n", "> readl 0x30", "> readl 0x3c", "* step over\n", "* step: card of 4 MiB\n", "* step: eject\n", "> readl 0x40"}
	rest := transcript
	for _, want := range order {
		_, after, ok := strings.Cut(rest, want)
		if !ok {
			t.Fatalf("no %q in its place in the transcript:\n%s", want, transcript)
		}
		rest = after
	}
	script, err := os.ReadFile(r.Reproducer)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(script), "\n# card of 4 GiB / ADMA2\n!") {
		t.Errorf("the script does not say in which step the test failed:\n%s", script)
	}
}

func TestOneStep(t *testing.T) {
	for _, tc := range []struct {
		pattern string
		want    []string // names of steps
		class   results.Class
		log     string
	}{
		{"registers", []string{"registers"}, results.Passed, ""},
		{"^card of 4 GiB$/ADMA", []string{"card of 4 GiB", "card of 4 GiB / ADMA2"}, results.TestFailed, ""},
		{"card of 4 GiB / PIO", []string{"card of 4 GiB", "card of 4 GiB / PIO"}, results.TestFailed, ""},
		{"card.*M", []string{"card of 4 MiB"}, results.Passed, ""},
		{"card of 4 GiB/DMA3", []string{"card of 4 GiB"}, results.SetUp, `no step matches "card of 4 GiB/DMA3": those not run are ["registers" "card of 4 GiB / PIO" "card of 4 GiB / ADMA2"`},
		{"mouse", nil, results.SetUp, `no step matches "mouse"`},
	} {
		t.Run(tc.pattern, func(t *testing.T) {
			r, log, transcript := stepsOf(t, tc.pattern, cards)
			var got []string
			for _, s := range r.Steps {
				got = append(got, s.Name)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("steps mismatch (-want +got):\n%s", diff)
			}
			if r.Class != tc.class || !strings.Contains(log, tc.log) {
				t.Errorf("class %q, want %q and %q in the log:\n%s", r.Class, tc.class, tc.log, log)
			}
			if !strings.Contains(transcript, "> readl 0x10\n") {
				t.Errorf("the code outside of steps has not run:\n%s", transcript)
			}
		})
	}
	if _, err := runner.ParseSteps("a/("); err == nil || !strings.Contains(err.Error(), `"a/("`) {
		t.Errorf(`ParseSteps("a/("): error %v, want one that names it`, err)
	}
}

// TestLastStep has steps after which the others make no sense: they do not begin, and
// the step has the class of the failure.
func TestLastStep(t *testing.T) {
	read := func(t *run.T, q *qtest.QEMU, addr uint64) func() {
		return func() {
			_, err := q.Read(t.Context(), qtest.Width32, addr)
			t.Must(err)
		}
	}
	for name, tc := range map[string]struct {
		addr uint64
		want results.Class
	}{
		"QEMU crashes": {crashAt, results.QEMUCrashed},
		"QEMU exits":   {exitAt, results.QEMUExited},
		"QEMU hangs":   {hangAt, results.TimedOut},
	} {
		t.Run(name, func(t *testing.T) {
			r, log, _ := stepsOf(t, "", func(t *run.T, q *qtest.QEMU) {
				t.Step("before", read(t, q, 0))
				t.Step("fatal", read(t, q, tc.addr))
				if tc.want != results.TimedOut {
					<-q.Done()
				} else {
					<-t.Context().Done()
				}
				t.Step("after", func() { t.Error("a step begins") })
				t.Error("the test goes on")
			})
			want := []results.Step{{Name: "before", Class: results.Passed}, {Name: "fatal", Class: tc.want}}
			if diff := cmp.Diff(want, r.Steps, ignoreTimes); diff != "" {
				t.Errorf("steps mismatch (-want +got):\n%s\nthe log:\n%s", diff, log)
			}
			if r.Class != tc.want || !strings.HasPrefix(r.Messages[0], "fatal: ") {
				t.Errorf("class %q, messages %q", r.Class, r.Messages)
			}
		})
	}
}

// TestNoTimeForStep has a step that passes when the path's time is over: the one after
// it does not begin, and so the test has not passed.
func TestNoTimeForStep(t *testing.T) {
	o := options(t, "serves", t.TempDir(), func(t *run.T, _ *qtest.QEMU) {
		t.Step("long", func() { <-t.Context().Done() })
		t.Step("after", func() { t.Error("a step begins") })
		t.Error("the test goes on")
	})
	o.Timeout = 200 * time.Millisecond
	r := runner.Run(&tb{ctx: t.Context()}, o)
	want := []results.Step{{Name: "long", Class: results.Passed}}
	if diff := cmp.Diff(want, r.Steps, ignoreTimes); diff != "" {
		t.Errorf("steps mismatch (-want +got):\n%s", diff)
	}
	messages := []string{`no time is left for step "after": context deadline exceeded`}
	if diff := cmp.Diff(messages, r.Messages); r.Class != results.TimedOut || diff != "" {
		t.Errorf("class %q, want %q; messages mismatch (-want +got):\n%s", r.Class, results.TimedOut, diff)
	}
}

// TestStepDoesNotEnd has a step that does not heed its context: it is given up, and
// the test with it.
func TestStepDoesNotEnd(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	o := options(t, "serves", t.TempDir(), func(t *run.T, _ *qtest.QEMU) {
		t.Step("outer", func() { t.Step("inner", func() { <-release }) })
		t.Step("after", func() { t.Error("a step begins") })
	})
	o.Timeout = 200 * time.Millisecond
	log := &tb{ctx: t.Context()}
	r := runner.Run(log, o)
	want := []results.Step{{Name: "outer", Class: results.TimedOut}, {Name: "outer / inner", Class: results.TimedOut}}
	if diff := cmp.Diff(want, r.Steps, ignoreTimes); diff != "" {
		t.Errorf("steps mismatch (-want +got):\n%s", diff)
	}
	if len(r.Messages) != 1 || !strings.HasPrefix(r.Messages[0], "outer / inner: the test still runs") {
		t.Errorf("messages %q, want one of the inner step", r.Messages)
	}
}

// playSteps is set where the test binary is to run the steps as a testing.T's.
const playSteps = "RUNNER_PLAY_STEPS"

// TestPlaySteps is the part of TestSubtests that runs in another process.
func TestPlaySteps(t *testing.T) {
	if os.Getenv(playSteps) == "" {
		t.Skip("this one is run by TestSubtests")
	}
	runner.Run(t, options(t, "serves", t.TempDir(), cards))
}

// TestSubtests checks that steps are subtests if go test runs the path: it lists
// them, prints the messages of each, and can choose one.
func TestSubtests(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ended := regexp.MustCompile(`(?m)^ *--- (\w+: [\w/]+) `)
	for _, tc := range []struct {
		pattern string
		want    []string
		log     string
	}{
		{
			"^TestPlaySteps$", []string{
				"FAIL: TestPlaySteps", "PASS: TestPlaySteps/registers", "FAIL: TestPlaySteps/card_of_4_GiB", "FAIL: TestPlaySteps/card_of_4_GiB/PIO",
				"FAIL: TestPlaySteps/card_of_4_GiB/ADMA2", "SKIP: TestPlaySteps/card_of_4_MiB", "PASS: TestPlaySteps/eject",
			}, "step_test.go:32: card of 4 GiB / ADMA2: no descriptor",
		},
		{"^TestPlaySteps$/eject", []string{"PASS: TestPlaySteps", "PASS: TestPlaySteps/eject"}, ""},
		{"^TestPlaySteps$/mouse", []string{"FAIL: TestPlaySteps"}, `no step was chosen of ["registers"`},
	} {
		t.Run(tc.pattern, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), self, "-test.v", "-test.run="+tc.pattern)
			cmd.Env = append(os.Environ(), playSteps+"=yes")
			out, err := cmd.CombinedOutput()
			if failed := err != nil; failed != strings.HasPrefix(tc.want[0], "FAIL") {
				t.Errorf("it ends with %v", err)
			}
			var got []string
			for _, m := range ended.FindAllSubmatch(out, -1) {
				got = append(got, string(m[1]))
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("ends of tests mismatch (-want +got):\n%s\nthe log:\n%s", diff, out)
			}
			if !strings.Contains(string(out), tc.log) {
				t.Errorf("the log does not say %q:\n%s", tc.log, out)
			}
		})
	}
}
