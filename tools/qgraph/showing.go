package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/qgraph/qgraph/tools/run/reproducer"
	"github.com/qgraph/qgraph/tools/run/reproducer/trial"
)

// shownAnswers is how many of the first commands are shown. The last ones are shown at the
// end.
const shownAnswers = 40

// showing shows a replay as it happens.
type showing struct {
	out       io.Writer
	report    *reproducer.Report
	differing int
}

// answered shows a command with its answer and, if the report has another one, that.
func (s *showing) answered(i int, reply string) {
	step := s.report.Steps[i]
	differs := step.Reply != "" && step.Reply != reply && !isClock(step.Command.Verb)
	if differs {
		s.differing++
	}
	if i == shownAnswers {
		fmt.Fprintln(s.out, "  …")
	}
	if i >= shownAnswers && (!differs || s.differing > shownAnswers) {
		return
	}
	s.show(i, reply)
	if differs {
		fmt.Fprintf(s.out, "  %-44s %.200s\n", "differs from the report:", step.Reply)
	}
}

// isClock reports whether a command's reply is the time, which depends on QEMU's start.
func isClock(verb string) bool { return strings.HasPrefix(verb, "clock_") }

func (s *showing) show(i int, reply string) {
	fmt.Fprintf(s.out, "  %-44.200s %.200s\n", s.report.Steps[i].Command, reply)
}

// end shows the last answers, the command without one, and how QEMU ended.
func (s *showing) end(o *trial.Outcome) {
	n := len(o.Answers)
	for i := max(shownAnswers, n-10); i < n; i++ {
		s.show(i, o.Answers[i])
	}
	if n < len(s.report.Steps) {
		s.show(n, "no answer")
	}
	for _, name := range o.Made {
		fmt.Fprintf(s.out, "%s is not here: an empty file was in its place\n", name)
	}
	e := &o.End
	fmt.Fprintf(s.out, "%v; %d of %d commands answered", e, n, len(s.report.Steps))
	if s.differing > 0 {
		fmt.Fprintf(s.out, ", %d differ from the report", s.differing)
	}
	fmt.Fprintln(s.out)
	if e.Message != "" {
		fmt.Fprintf(s.out, "%s\n", e.Message)
	}
	for i, f := range e.Frames {
		if i == 8 {
			break
		}
		fmt.Fprintf(s.out, "  #%d %s\n", i, f)
	}
	if e.Message == "" && e.Kind != trial.Lives && strings.TrimSpace(e.Output) != "" {
		fmt.Fprintf(s.out, "QEMU's output:\n%s\n", strings.TrimSpace(e.Output))
	}
}
