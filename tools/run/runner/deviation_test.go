package runner_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/runner"
)

// late is the deviation of the tests below in a step; "" is the whole test. The fake
// QEMU has version 0.1.2.
func late(ends graph.Ending, steps ...string) graph.TestOption {
	var in []graph.Place
	for _, s := range steps {
		in = append(in, graph.Place{Step: s})
	}
	return graph.Known(graph.Deviates("late", graph.Deviation{
		In: in, Ends: ends,
		Does: "It is late.", Says: "It is in time.",
		Clause: graph.NewClause("Manual, section 1"),
	}))
}

// latePart is a deviation of a part that tests may find, with a step of that name.
func latePart(step string) graph.TestOption {
	return graph.Known(graph.Deviates("late", graph.Deviation{
		In: []graph.Place{{Step: step}}, Part: "clock",
		Does: "It is late.", Says: "It is in time.",
		Clause: graph.NewClause("Manual, section 1"),
	}))
}

// parts is a test of three steps; the functions say what happens in the last two.
func parts(second, third func(*run.T, *qtest.QEMU)) func(*run.T, *qtest.QEMU) {
	return func(t *run.T, q *qtest.QEMU) {
		t.Step("first", func() {})
		t.Logf("second passed: %t", t.Step("second", func() { t.Step("deep", func() { second(t, q) }) }))
		t.Step("third", func() { third(t, q) })
	}
}

func TestKnown(t *testing.T) {
	passes := func(*run.T, *qtest.QEMU) {}
	fails := func(t *run.T, _ *qtest.QEMU) { t.Error("too late") }
	stops := func(t *run.T, _ *qtest.QEMU) { t.Fatal("too late") }
	skips := func(t *run.T, _ *qtest.QEMU) { t.Skip("no clock") }
	read := func(addr uint64) func(*run.T, *qtest.QEMU) {
		return func(t *run.T, q *qtest.QEMU) {
			_, err := q.Read(t.Context(), qtest.Width32, addr)
			t.Must(err)
		}
	}
	write := func(addr uint64) func(*run.T, *qtest.QEMU) {
		return func(t *run.T, q *qtest.QEMU) { t.Must(q.Write(t.Context(), qtest.Width32, addr, 1)) }
	}
	never := func(t *run.T, _ *qtest.QEMU) {
		t.Must(&qtest.TimeoutError{Channel: "qtest", Awaited: "an interrupt"})
	}
	failsAtEnd := func(t *run.T, _ *qtest.QEMU) {
		t.Env.AtEnd("memory", func(context.Context) error { return errors.New("a page is lost") })
		t.Error("too late")
	}
	stopsAtEnd := func(t *run.T, _ *qtest.QEMU) {
		t.Env.AtEnd("memory", func(context.Context) error { return errors.New("a page is lost") })
		t.Fatal("too late")
	}
	for _, tc := range []struct {
		name  string
		mode  string
		test  func(*run.T, *qtest.QEMU)
		known graph.TestOption
		want  results.Class
		log   []string // parts of the log
	}{
		{"step fails", "serves", parts(fails, passes), late(0, "second"), results.Known, []string{
			"known deviation late: second / deep: too late", "second passed: false", "known: late: It is late.",
		}},
		{"inner step fails", "serves", parts(fails, passes), late(0, "second / deep"), results.Known, []string{"second passed: true"}},
		{"step ends early", "serves", parts(stops, passes), late(0, "second"), results.Known, nil},
		{"step waits in vain", "serves", parts(never, passes), late(0, "second"), results.Known, []string{"an interrupt"}},
		{"whole test fails", "serves", fails, late(0), results.Known, nil},
		{"step of the whole test fails", "serves", parts(passes, fails), late(0), results.Known, nil},
		{"other step fails", "serves", parts(fails, fails), late(0, "second"), results.TestFailed, []string{"failed in: third\n"}},
		{"other step fails alone", "serves", parts(passes, fails), late(0, "second"), results.TestFailed, []string{
			"failed in: third\n", `deviation "late" is gone: step "second" passes on QEMU 0.1.2: delete `,
		}},
		{"test fails outside of steps", "serves", func(t *run.T, q *qtest.QEMU) { parts(fails, passes)(t, q); t.Error("broken") }, late(0, "second"), results.TestFailed, nil},
		{"an invariant is broken", "serves", parts(failsAtEnd, passes), late(0, "second"), results.TestFailed, []string{"a page is lost"}},
		{"a step that ended early puts nothing back", "serves", parts(stopsAtEnd, passes), late(0, "second"), results.Known, nil},
		{"step passes", "serves", parts(passes, passes), late(0, "second"), results.TestFailed, []string{
			`deviation "late" is gone: step "second" passes on QEMU 0.1.2: delete tools/run/runner/deviation_test.go:`,
			`or, if older versions still deviate, add Until: "0.1.2"`,
		}},
		{"one of two steps passes", "serves", parts(fails, passes), late(0, "second", "third"), results.TestFailed, []string{
			`deviation "late" shows elsewhere, but step "third" passes on QEMU 0.1.2: take this place out of tools/run/runner/`,
		}},
		{"whole test passes", "serves", parts(passes, passes), late(0), results.TestFailed, []string{`deviation "late" is gone: the test passes`}},
		{"no such step", "serves", parts(passes, passes), late(0, "fourth"), results.TestFailed, []string{
			`deviation "late" is declared for step "fourth", which the test does not have: see tools/run/runner/deviation_test.go:`,
		}},
		{"part is not found", "serves", parts(passes, passes), latePart("fourth"), results.Passed, nil},
		{"part is found", "serves", parts(fails, passes), latePart("second"), results.Known, nil},
		{"part is mended", "serves", parts(passes, passes), latePart("second"), results.TestFailed, []string{`deviation "late" is gone: step "second" passes`}},
		{"step is skipped", "serves", parts(skips, passes), late(0, "second / deep"), results.Passed, nil},
		{"test is skipped", "serves", skips, late(0, "second"), results.Skipped, nil},
		{"whole test is skipped", "serves", skips, late(0), results.Skipped, nil},
		{"QEMU exits", "serves", parts(read(exitAt), passes), late(0, "second"), results.QEMUExited, nil},
		{"QEMU exits as declared", "serves", parts(read(exitAt), passes), late(graph.Exits, "second"), results.Known, []string{"status 3"}},
		{"QEMU crashes", "serves", parts(read(crashAt), passes), late(0, "second"), results.QEMUCrashed, nil},
		{"QEMU crashes as declared", "serves", parts(read(crashAt), passes), late(graph.Crashes, "second"), results.Known, nil},
		{"QEMU crashes by what is posted, as declared", "serves", parts(write(crashAt), passes), late(graph.Crashes, "second"), results.Known, nil},
		{"QEMU crashes elsewhere", "serves", parts(passes, read(crashAt)), late(graph.Crashes, "second"), results.QEMUCrashed, nil},
		{"QEMU crashes in place of an exit", "serves", parts(read(crashAt), passes), late(graph.Exits, "second"), results.QEMUCrashed, nil},
		{"QEMU does not crash", "serves", parts(passes, passes), late(graph.Crashes, "second"), results.TestFailed, []string{`deviation "late" is gone`}},
		{"a check fails in place of a crash", "serves", parts(fails, passes), late(graph.Crashes, "second"), results.TestFailed, nil},
		{"QEMU hangs", "serves", parts(read(hangAt), passes), late(0, "second"), results.TimedOut, nil},
		{"the path's time is over", "serves", parts(passes, func(t *run.T, _ *qtest.QEMU) {
			<-t.Context().Done()
			t.Error("too late")
		}), late(0, "third"), results.TimedOut, []string{"failed in: third\n"}},
		{"QEMU hangs as declared", "serves", parts(read(hangAt), passes), late(graph.Hangs, "second"), results.Known, nil},
		{"QEMU refuses to start as declared", "no such device", passes, late(graph.Exits), results.Known, []string{"'foo' is not a valid device model name"}},
		{"QEMU refuses to start", "no such device", passes, late(0), results.QEMUExited, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r, log, _ := runTest(t, tc.mode, tc.test, tc.known)
			if r.Class != tc.want {
				t.Errorf("class %q, want %q; the log:\n%s", r.Class, tc.want, log)
			}
			for _, want := range tc.log {
				if !strings.Contains(log, want) {
					t.Errorf("no %q in the log:\n%s", want, log)
				}
			}
			if known := r.Class == results.Known; known && (len(r.Messages) > 0 || len(r.Deviations) != 1 || r.Reason != "late: It is late.") {
				t.Errorf("messages %q, deviations %v, reason %q of a known path", r.Messages, r.Deviations, r.Reason)
			}
		})
	}
}

// TestHangsOnce checks that a QEMU that hangs as declared is killed and asked nothing more, as
// it would not answer that either.
func TestHangsOnce(t *testing.T) {
	hangs := func(t *run.T, q *qtest.QEMU) {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		_, err := q.Read(ctx, qtest.Width32, hangAt)
		t.Must(err)
	}
	r, _, _ := runTest(t, "serves", parts(hangs, func(*run.T, *qtest.QEMU) {}), late(graph.Hangs, "second"))
	var messages []string
	for _, d := range r.Deviations {
		messages = append(messages, d.Messages...)
	}
	if len(messages) != 2 || !strings.HasPrefix(messages[0], "second / deep: ") || !strings.Contains(messages[1], "SIGKILL while being stopped") {
		t.Errorf("got messages %q, want one of the step and one of the process", messages)
	}
}

// TestKnownResult checks the record of a known path.
func TestKnownResult(t *testing.T) {
	fails := func(t *run.T, _ *qtest.QEMU) { t.Error("too late") }
	r, _, transcript := runTest(t, "serves", parts(fails, fails), late(0, "second / deep", "third"))
	steps := []results.Step{
		{Name: "first", Class: results.Passed},
		{Name: "second", Class: results.Passed},
		{Name: "second / deep", Class: results.Known, Reason: "late: It is late.", Deviation: "late"},
		{Name: "third", Class: results.Known, Reason: "late: It is late.", Deviation: "late"},
	}
	if diff := cmp.Diff(steps, r.Steps, ignoreTimes); diff != "" {
		t.Errorf("steps mismatch (-want +got):\n%s", diff)
	}
	want := []results.Deviation{{
		Name: "late", Steps: []string{"second / deep", "third"}, Messages: []string{"second / deep: too late", "third: too late"},
		Does: "It is late.", Says: "It is in time.", Clause: "Manual, section 1",
	}}
	if diff := cmp.Diff(want, r.Deviations, cmpopts.IgnoreFields(results.Deviation{}, "Lines")); diff != "" {
		t.Errorf("deviations mismatch (-want +got):\n%s", diff)
	}
	if text := "known deviation late: third: too late"; !strings.Contains(transcript, text) {
		t.Errorf("no %q in the transcript:\n%s", text, transcript)
	}
	if r.Reproducer != "" || r.Tail != "" {
		t.Errorf("a known path has reproducer %q and tail %q", r.Reproducer, r.Tail)
	}
}

// TestKnownStepLeftOut runs other steps than the declared one.
func TestKnownStepLeftOut(t *testing.T) {
	o := options(t, "serves", t.TempDir(), parts(func(*run.T, *qtest.QEMU) {}, func(*run.T, *qtest.QEMU) {}), late(0, "second / deep"))
	var err error
	if o.Steps, err = runner.ParseSteps("third"); err != nil {
		t.Fatal(err)
	}
	log := &tb{ctx: t.Context()}
	if r := runner.Run(log, o); r.Class != results.Passed {
		t.Errorf("class %q, want %q; the log:\n%s", r.Class, results.Passed, log.log.String())
	}
}

// TestPlayKnown is the part of TestKnownSubtests that runs in another process.
func TestPlayKnown(t *testing.T) {
	if os.Getenv(playSteps) == "" {
		t.Skip("this one is run by TestKnownSubtests")
	}
	fails := func(t *run.T, _ *qtest.QEMU) { t.Error("too late") }
	runner.Run(t, options(t, "serves", t.TempDir(), parts(fails, fails), late(0, "second", "third")))
}

// TestKnownSubtests checks that known steps are subtests that are skipped with a reason,
// and that the test passes.
func TestKnownSubtests(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, "-test.v", "-test.run=^TestPlayKnown$")
	cmd.Env = append(os.Environ(), playSteps+"=yes")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("it ends with %v", err)
	}
	for _, want := range []string{
		"--- PASS: TestPlayKnown ", "--- PASS: TestPlayKnown/first ", "--- SKIP: TestPlayKnown/second ", "--- SKIP: TestPlayKnown/second/deep ",
		"--- SKIP: TestPlayKnown/third ", "deviation_test.go:", "known deviation late: third: too late", "known deviation late: It is late.\n",
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("no %q in the log:\n%s", want, out)
		}
	}
}
