package found

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/qgraph/qgraph/tools/run/reproducer"
	"github.com/qgraph/qgraph/tools/run/reproducer/trial"
)

// Limits of a trial.
const (
	patience      = 5 * time.Second
	scriptTimeout = time.Minute
)

// Tried is the result of a reproducer.
type Tried struct {
	Shown bool   // QEMU has the fault
	Says  string // how QEMU ended, and where that is not as declared
}

// ErrNoQEMU means that there is no QEMU of the reproducer's architecture.
var ErrNoQEMU = errors.New("found: there is no QEMU of the architecture")

var binary = regexp.MustCompile(`qemu-system-(\w+)`)

// Arch returns the architecture of a script's QEMU, "" if it starts none.
func Arch(script string) string {
	m := binary.FindStringSubmatch(script)
	if m == nil {
		return ""
	}
	return m[1]
}

// Try runs the reproducer of a fault on one of these QEMUs, by architecture.
func Try(ctx context.Context, d *graph.Deviation, qemus map[string]*bundle.Bundle, scratch string) (*Tried, error) {
	script, end, message := trial.CutComment(d.Script())
	qemu := qemus[Arch(script)]
	if qemu == nil {
		return nil, fmt.Errorf("%w %q", ErrNoQEMU, Arch(script))
	}
	as := &declared{d, end, message}
	if report := lines(script); report != nil {
		return tryLines(ctx, as, report, qemu, scratch)
	}
	s := trial.Script{Text: "set -o pipefail\n" + script, Scratch: scratch, Timeout: scriptTimeout}
	for _, b := range qemus {
		s.QEMUs = append(s.QEMUs, b)
	}
	got, err := s.Run(ctx)
	if err != nil {
		return nil, fmt.Errorf("found: %s: %w", d.Name, err)
	}
	return as.tried(got), nil
}

// declared is a fault with the end that its reproducer's comment says.
type declared struct {
	*graph.Deviation
	end, message string
}

// tried returns the result for an end of QEMU: it must be of the declared kind, and the one
// in the comment.
func (d *declared) tried(end *trial.End) *Tried {
	t := &Tried{Shown: ends(end) == d.Ends && (d.end == "" || end.Is(d.end, d.message)), Says: end.String()}
	if end.Fault {
		first, _, _ := strings.Cut(end.Message, "\n")
		t.Says += ": " + first
	}
	return t
}

var hereDocument = regexp.MustCompile(`^cat << 'EOF' \| qemu-system-[^\n]* -qtest stdio\b[^\n]*\n(?s:.*)\nEOF\n$`)

// lines returns the report of a script that is a here-document for qtest, nil of others.
func lines(script string) *reproducer.Report {
	if !hereDocument.MatchString(script) {
		return nil
	}
	all, err := reproducer.Parse(script)
	if err != nil || len(all) != 1 || len(all[0].Ignored) > 0 {
		return nil
	}
	return all[0]
}

// tryLines tries a here-document for qtest.
func tryLines(ctx context.Context, d *declared, r *reproducer.Report, qemu *bundle.Bundle, scratch string) (*Tried, error) {
	o, err := trial.Run(ctx, trial.Config{
		Bundle: qemu, Options: r.Options(), Commands: r.Commands(), Scratch: scratch, Patience: patience,
	})
	if err != nil {
		return nil, fmt.Errorf("found: %s: %w", d.Name, err)
	}
	t := d.tried(&o.End)
	for i, s := range r.Steps {
		if s.Reply == "" || i < len(o.Answers) && o.Answers[i] == s.Reply {
			continue
		}
		got := "none"
		if i < len(o.Answers) {
			got = o.Answers[i]
		}
		t.Shown = false
		t.Says += fmt.Sprintf("; the reply to %s is %s, not %s", s.Command, got, s.Reply)
	}
	if d.Ends == graph.Continues && !slices.ContainsFunc(r.Steps, func(s reproducer.Step) bool { return s.Reply != "" }) && !o.End.Fault {
		t.Shown = false
		t.Says += "; no comment has a reply that shows the fault"
	}
	return t, nil
}

// ends returns the ending that an end of QEMU is.
func ends(e *trial.End) graph.Ending {
	switch e.Kind {
	case trial.Exited:
		return graph.Exits
	case trial.Killed:
		return graph.Crashes
	case trial.Hung:
		return graph.Hangs
	}
	return graph.Continues
}
