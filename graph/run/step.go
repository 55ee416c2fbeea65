package run

import "strings"

// stepper is a testing.TB for a test with steps. The runner's TB is one.
type stepper interface {
	Step(name string, f func()) bool
}

// Step runs f as a part of the test that has a name, and reports whether it passed.
// Steps may have steps. The names of a step and of those around it, as in "card of
// 4 GiB / ADMA2", come before the failures of the step. They are in the transcript
// at the step's beginning, and in the result. A name has no slash.
//
// A step that fails ends alone, also by Fatal: the test goes on after the step, as
// after a subtest of package testing, so that one run reports everything that is
// broken. If the others make no sense without a step, check its result:
//
//	if !t.Step("enable", func() { … }) {
//		return
//	}
//
// Skip also ends only the step. A step's clean-ups run when it ends. No step
// begins after QEMU has ended or the path's time is over: the test ends.
//
// A step can be run without the others. The code around it still runs. Put there
// whatever several steps use; no step may depend on the effects of an earlier one.
func (t *T) Step(name string, f func()) bool {
	t.Helper()
	if name == "" || strings.Contains(name, "/") {
		t.Fatalf("step %q: want a name without a slash", name)
	}
	if s, ok := t.TB.(stepper); ok {
		return s.Step(name, f)
	}
	f() // a unit test: its testing.TB has no steps
	return true
}
