package reproducer

import (
	"cmp"
	"errors"
	"slices"
	"strings"
)

// Report is what a posted text says.
type Report struct {
	Command []string // QEMU with its arguments, as posted; nil: the text has none
	Steps   []Step
	Ignored []string // lines among the commands, or that begin like one, that are none
	Path    string   // of a transcript: the path of the graph; else ""
}

// Step is a command, and the reply that was posted with it; "" for none.
type Step struct {
	Command Command
	Reply   string
}

// Arch returns the architecture of the report's QEMU; "" if it does not tell.
func (r *Report) Arch() string {
	if len(r.Command) == 0 {
		return ""
	}
	return Arch(r.Command[0])
}

// ArchOrDefault returns the architecture, [DefaultArch] if the report does not tell.
func (r *Report) ArchOrDefault() string { return cmp.Or(r.Arch(), DefaultArch) }

// Commands returns the commands.
func (r *Report) Commands() []Command {
	var all []Command
	for _, s := range r.Steps {
		all = append(all, s.Command)
	}
	return all
}

// Options returns the options of the command line, without those of [Bare].
func (r *Report) Options() []Option {
	if len(r.Command) == 0 {
		return nil
	}
	return Bare(Options(r.Command[1:]))
}

// ErrNone means that a text has neither a command of qtest nor a command line of QEMU.
var ErrNone = errors.New("reproducer: neither a line of qtest nor a command line of QEMU is in the text")

// Parse returns the reproducers in a text, at least one, in the order of the text. Several
// here-documents are several reproducers.
func Parse(text string) ([]*Report, error) {
	s := scan(plain(text))
	var found []*Report
	for n := 1; n <= s.groups; n++ {
		if r := s.report(func(l line) bool { return l.hereIn == n }, true); len(r.Steps) > 0 {
			r.Command = s.commandOf(n)
			found = append(found, r)
		}
	}
	if len(found) > 0 {
		return found, nil
	}
	inLog := func(l line) bool { return l.mark != 0 }
	keep := func(line) bool { return true }
	if slices.ContainsFunc(s.lines, func(l line) bool { return l.mark == 'R' || l.mark == '>' }) {
		keep = inLog
	}
	r := s.report(keep, false)
	if len(r.Steps) == 0 {
		r = fromC(text)
	}
	if r.Command == nil {
		r.Command = s.commandOf(0)
	}
	r.Path = s.path
	if len(r.Steps) == 0 && r.Command == nil {
		return nil, ErrNone
	}
	return []*Report{r}, nil
}

// scanned is a text whose here-documents and command lines are known.
type scanned struct {
	lines    []line
	groups   int           // the number of here-documents
	commands []commandLine // in the order of the text
	path     string
}

// commandLine is a command line of QEMU, with the here-document that it reads, 0 for none.
type commandLine struct {
	words []string
	group int
	at    int // the number of lines before it
}

// scan finds here-documents and command lines.
func scan(lines []string) *scanned {
	s := &scanned{}
	vars := map[string]string{}
	label, group := "", 0
	for i := 0; i < len(lines); i++ {
		text := lines[i]
		if label != "" {
			if bare := strings.TrimSpace(text); bare == label || strings.TrimLeft(bare, "*+ ") == label {
				label, group = "", 0
				continue
			}
			l := readLine(text)
			l.hereIn = group
			s.lines = append(s.lines, l)
			continue
		}
		l := readLine(text)
		if l.mark != 0 || beginsWithVerb(l.text) {
			s.lines = append(s.lines, l)
			continue
		}
		if path, argv := ofTranscript(text); path != "" || argv != "" {
			if s.path == "" {
				s.path = path
			}
			if argv != "" {
				text = argv
			}
		} else if transcriptOther.MatchString(text) {
			continue
		}
		st := readStatement(text, vars)
		for i+1 < len(lines) && (st.command != nil || st.label != "") && goesOn(text, lines[i+1], st) {
			i++
			text += " " + strings.TrimSpace(lines[i])
			st = readStatement(text, vars)
		}
		if st.label == "" && len(st.input) == 0 && st.command == nil {
			s.lines = append(s.lines, l)
			continue
		}
		if st.label != "" || st.command != nil && len(st.input) > 0 {
			s.groups++
			group = s.groups
		}
		for _, written := range st.input {
			l := readLine(written)
			l.hereIn = group
			s.lines = append(s.lines, l)
		}
		if st.command != nil {
			s.commands = append(s.commands, commandLine{st.command, group, len(s.lines)})
		}
		if label = st.label; label == "" {
			group = 0
		}
	}
	return s
}

// commandOf returns the command line for a here-document: its own, else the best that is
// near.
func (s *scanned) commandOf(group int) []string {
	first := -1
	for i, l := range s.lines {
		if l.hereIn == group {
			first = i
			break
		}
	}
	var best *commandLine
	score := func(c *commandLine) int {
		n := 0
		if slices.ContainsFunc(c.words, func(w string) bool { return strings.HasSuffix(w, "-qtest") }) {
			n += 4
		}
		if len(c.words) > 1 {
			n += 2
		}
		if c.at >= first {
			n++
		}
		return n
	}
	for i := range s.commands {
		c := &s.commands[i]
		if group != 0 && c.group == group {
			return c.words
		}
		if c.group == 0 && (best == nil || score(c) > score(best)) {
			best = c
		}
	}
	if best == nil {
		return nil
	}
	return best.words
}

// report returns the commands in the lines that keep chooses.
func (s *scanned) report(keep func(line) bool, inHereDocument bool) *Report {
	var chosen []line
	for _, l := range s.lines {
		if keep(l) {
			chosen = append(chosen, l)
		}
	}
	b := &builder{inHereDocument: inHereDocument}
	for i := 0; i < len(chosen); i++ {
		i += b.take(chosen[i:])
	}
	return &Report{Steps: b.steps(), Ignored: b.ignored}
}
