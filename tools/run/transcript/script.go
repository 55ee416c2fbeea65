package transcript

import (
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/template"

	"github.com/qgraph/qgraph/tools/run/shell"
)

// ScriptName is the name of the script in the outputs of a path that failed.
const ScriptName = "reproduce.sh"

// Script replays an exchange.
type Script struct {
	Path        string
	Command     []string // QEMU's binary, with its loader if needed: the default command
	Accelerator string   // "" for qtest
	Args        []string // QEMU's arguments, without accelerator and channels; they name no descriptor
	Pair        bool     // a second QEMU with the same arguments waits for a migration
	Second      []string // the default command of the second QEMU
	Helpers     []Helper // processes that QEMU's backends need
	Servers     []Server // stand-ins for the test's own servers of backends, and for its ends of channels
	LeftOut     []string // the parts that a replay lacks, a phrase each
	Failure     []string // the messages of the test's failures
	Files       []File
	Exchange    []Step
}

// Helper is a process beside QEMU. It starts before QEMU, in the same folder.
type Helper struct {
	Command []string // its program with its arguments
	Socket  string   // the socket on which it listens, in the folder
}

// Started reports whether QEMU answered any command in the original run.
func (s *Script) Started() bool {
	return slices.ContainsFunc(s.Exchange, func(step Step) bool { return step.Kind == Qtest || step.Kind == QMP })
}

// Starts returns the stand-ins that start before QEMU, or those before the second QEMU.
func (s *Script) Starts(second bool) []Server {
	return slices.DeleteFunc(slices.Clone(s.Servers), func(server Server) bool { return server.Second != second })
}

//go:embed reproduce.sh.tmpl
var scriptText string

// The exchange is between lines with these words in the script.
const exchangeEnd = "END OF EXCHANGE"

// Write writes the script.
func (s *Script) Write(w io.Writer) error {
	t, err := template.New(ScriptName).Funcs(template.FuncMap{
		"quote":   func(words ...string) string { return shell.Quote(words) },
		"words":   shell.Quote,
		"comment": comment,
		"base64":  wrapped,
		"steps":   stepLines,
		"standin": func() string { return strings.TrimSuffix(standIn, "\n") },
		"channel": func() string { return strings.TrimSuffix(channelEnd, "\n") },
	}).Parse(scriptText)
	if err != nil {
		return fmt.Errorf("transcript: script: %w", err)
	}
	if err := t.Execute(w, s); err != nil {
		return fmt.Errorf("transcript: script: %w", err)
	}
	return nil
}

// comment makes each line of text one of a shell comment.
func comment(text string) string {
	return "#   " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n#   ")
}

// wrapped returns base64 in lines short enough for an editor.
func wrapped(data []byte) string {
	const width = 120
	text := base64.StdEncoding.EncodeToString(data)
	var b strings.Builder
	for ; len(text) > width; text = text[width:] {
		b.WriteString(text[:width] + "\n")
	}
	return b.String() + text
}

// stepLines writes an exchange as the script reads it, with the marks of a transcript; ? awaits an
// event, ^ awaits the change of an interrupt line, ! marks a failure of the test, # the beginning of
// one of its steps, = an act of a server, @ the number of the QEMU that the next lines are about, ~ allows to repeat the next command, and has its later reply.
func stepLines(steps []Step) string {
	var b strings.Builder
	second := false
	for _, s := range steps {
		if s.Second != second && s.Kind != Failure && s.Kind != Heading && s.Kind != Act {
			second = s.Second
			fmt.Fprintf(&b, "@ %d\n", map[bool]int{false: 1, true: 2}[second])
		}
		switch s.Kind {
		case Qtest:
			if s.Polled {
				fmt.Fprintf(&b, "~ %s\n", s.Later)
			}
			fmt.Fprintf(&b, "> %s\n", s.Request)
		case QMP:
			fmt.Fprintf(&b, ">> %s\n", s.Request)
		case Event:
			fmt.Fprintf(&b, "? %s\n", s.Request)
			continue
		case Line:
			fmt.Fprintf(&b, "^ %s\n", s.Request)
			continue
		case Failure:
			fmt.Fprintf(&b, "! %s\n", s.Request)
			continue
		case Heading:
			fmt.Fprintf(&b, "# %s\n", s.Request)
			continue
		case Act:
			fmt.Fprintf(&b, "= %s\n", s.Request)
			continue
		}
		switch {
		case !s.Answered:
			b.WriteString("-\n")
		case s.Kind == Qtest:
			fmt.Fprintf(&b, "< %s\n", s.Reply)
		default:
			fmt.Fprintf(&b, "<< %s\n", s.Reply)
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// pathHeading precedes the path in a script.
const pathHeading = "# The path:\n#\n#   "

// ScriptPath returns the path of a script.
func ScriptPath(text string) string {
	_, rest, _ := strings.Cut(text, pathHeading)
	path, _, _ := strings.Cut(rest, "\n")
	return path
}

// ErrNoScript means that a text is not a script of this package.
var ErrNoScript = errors.New("transcript: not a reproduce.sh of qgraph: no exchange in it")

// IsScript returns [ErrNoScript] unless text is a complete script of
// [Script.Write].
func IsScript(text string) error {
	if !strings.HasPrefix(text, "#!/usr/bin/env bash\n") || !strings.HasSuffix(text, exchangeEnd+"\n") {
		return ErrNoScript
	}
	return nil
}
