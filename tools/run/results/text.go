package results

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/qgraph/qgraph/tools/run/shell"
)

// Visible returns text with escapes for characters that cannot be shown or that
// XML and YAML forbid: a guest or QEMU may have sent anything. Lines end in \n.
func Visible(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	var b strings.Builder
	for i, r := range text {
		_, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case r == '\n', r == '\t':
			b.WriteRune(r)
		case r < 0x80 && unicode.IsControl(r):
			fmt.Fprintf(&b, `\x%02x`, r)
		case !unicode.IsGraphic(r), r == '\u2028', r == '\u2029':
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// firstLine returns the first line of text that is not blank.
func firstLine(text string) string {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			return line
		}
	}
	return ""
}

// Message returns one line about the end of the path.
func (r *Result) Message() string {
	for _, text := range append(slices.Clip(r.Messages), r.Reason) {
		if line := firstLine(text); line != "" {
			return Visible(line)
		}
	}
	return ""
}

// StepLines returns the steps in a table for a person, a line each: the class, the
// duration, the name, and the reason of a skip.
func (r *Result) StepLines() string {
	var b strings.Builder
	for _, s := range r.Steps {
		fmt.Fprintf(&b, "%-8s %7.2f s  %s", s.Class, s.Duration.Seconds(), Visible(s.Name))
		if reason := firstLine(s.Reason); reason != "" {
			fmt.Fprintf(&b, ": %s", Visible(reason))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// DeviationLines returns the known deviations for a person: each with the specification's
// clause, its declaration, and the messages of the checks that failed.
func (r *Result) DeviationLines() string {
	var b strings.Builder
	for _, d := range r.Deviations {
		fmt.Fprintf(&b, "%v\n  the specification: %s (%s)\n  declared: %s\n", &d, d.Says, d.Clause, d.Lines)
		if d.Report != "" {
			fmt.Fprintf(&b, "  reported: %s\n", d.Report)
		}
		for _, m := range d.Messages {
			fmt.Fprintf(&b, "  %s\n", strings.ReplaceAll(strings.TrimRight(m, "\n"), "\n", "\n  "))
		}
	}
	return b.String()
}

// Section is a part of the record of a path, with its title.
type Section struct{ Title, Text string }

// Sections returns the record of a path beyond its class and its duration, in
// reading order.
func (r *Result) Sections() []Section {
	var all []Section
	add := func(title, text string) {
		if text = strings.TrimRight(Visible(text), "\n"); text != "" {
			all = append(all, Section{title, text})
		}
	}
	add("messages", strings.Join(r.Messages, "\n"))
	add("known deviations", r.DeviationLines())
	add("steps", r.StepLines())
	add("QEMU complained", r.ComplaintLines())
	add("backtrace", r.Backtrace)
	add("QEMU wrote", r.Output)
	add("monitor", r.Monitor)
	add("last exchanges with QEMU", r.Tail)
	add("virtual clock", r.Clock)
	add("command line", shell.Quote(r.Command))
	for _, p := range r.Others {
		end := ""
		if p.End != "" {
			end = " (" + p.End + ")"
		}
		add(p.Name+end, shell.Quote(p.Command))
		add(p.Name+" wrote", p.Output)
		add("backtrace of "+p.Name, p.Backtrace)
		add("monitor of "+p.Name, p.Monitor)
	}
	add("run it again", r.Rerun)
	add("reproducer", r.Reproducer)
	add("transcript", r.Transcript)
	return all
}
