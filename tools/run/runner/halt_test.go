package runner_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tools/run/results"
)

// A QEMU without the qtest accelerator runs under TCG, with idle processors.
func TestRealTime(t *testing.T) {
	r, log, transcript := runTest(t, "has no qtest accelerator", func(t *run.T, q *qtest.QEMU) {
		text, err := os.ReadFile(filepath.Join(t.Env.Dir, halt.File))
		if err != nil || string(text) != string(halt.Content) {
			t.Errorf("firmware %q, error %v, want %q", text, err, halt.Content)
		}
		t.Must(qtest.Pass(t.Context(), q, time.Millisecond))
	})
	if r.Class != results.Passed {
		t.Fatalf("class %v, want passed; log:\n%s", r.Class, log)
	}
	if want := graph.RealTime.String(); r.Clock != want {
		t.Errorf("clock %q, want %q", r.Clock, want)
	}
	if i := slices.Index(r.Command, "-accel"); r.Command[i+1] != "tcg" || !strings.HasSuffix(strings.Join(r.Command, " "), " -bios halt.bin") {
		t.Errorf("command %q, want -accel tcg and the firmware", r.Command)
	}
	if strings.Contains(transcript, "invalid accelerator") || strings.Contains(transcript, "clock_step") {
		t.Errorf("the transcript has the first start, or a step of the clock:\n%s", transcript)
	}
}

// A path that only the qtest accelerator can run says so.
func TestNeedsQtest(t *testing.T) {
	r, log, _ := runTest(t, "has no qtest accelerator", func(*run.T, *qtest.QEMU) {}, graph.Requires(graph.SteppedClock))
	const want = "board-tests/test: it requires a clock that the test steps, but qemu-system-fake has no qtest accelerator"
	if r.Class != results.SetUp || !strings.Contains(log, want) {
		t.Errorf("class %v, want set-up and %q in the log:\n%s", r.Class, want, log)
	}
}

// A test that steps the clock says so, whatever the QEMU.
func TestStepsClock(t *testing.T) {
	step := func(t *run.T, q *qtest.QEMU) {
		_, err := q.ClockStep(t.Context(), time.Millisecond)
		t.Must(err)
	}
	r, log, _ := runTest(t, "serves", step)
	const want = "board-tests/test steps the virtual clock and does not say so: add graph.Requires(graph.SteppedClock) to its graph.Test"
	if r.Class != results.TestFailed || !strings.Contains(log, want) {
		t.Errorf("class %v, want a failure and %q in the log:\n%s", r.Class, want, log)
	}
	if r, log, _ := runTest(t, "serves", step, graph.Requires(graph.SteppedClock)); r.Class != results.Passed {
		t.Errorf("with the requirement: class %v, want passed; log:\n%s", r.Class, log)
	} else if want := graph.Stepped.String(); r.Clock != want {
		t.Errorf("clock %q, want %q", r.Clock, want)
	}
}
