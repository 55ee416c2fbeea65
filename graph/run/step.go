package run

import "strings"

// stepper is a testing.TB whose test may have steps, as the runner's is.
type stepper interface {
	Step(name string, f func()) bool
}

// Step runs f as a part of the test that has a name, and reports whether it passed.
// Steps may have steps. The names of a step and of those around it, as in "card of
// 4 GiB / ADMA2", stand before the failures of the step, in the transcript where it
// begins, and in the result; a name has no slash.
//
// A step that fails ends alone, also by Fatal: the test goes on with what comes after
// the step, as after a subtest of package testing, so that one run tells everything
// that is broken. A step without which the others make no sense is asked:
//
//	if !t.Step("enable", func() { … }) {
//		return
//	}
//
// Skip ends the step alone, too. Clean-ups that a step adds are done when it ends.
// After QEMU has ended, or the path's time is over, no step begins: the test ends.
//
// A step can be run without the others. The code around it runs all the same: there
// belongs what several steps use, and nothing that a step has to leave to the next.
func (t *T) Step(name string, f func()) bool {
	t.Helper()
	if name == "" || strings.Contains(name, "/") {
		t.Fatalf("step %q: want a name without a slash", name)
	}
	if s, ok := t.TB.(stepper); ok {
		return s.Step(name, f)
	}
	f() // a unit test, whose testing.TB knows of no steps
	return true
}
