package trial

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"syscall"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/run/complaint"
	"golang.org/x/sys/unix"
)

// Kind is the kind of an end.
type Kind uint8

// The kinds.
const (
	Lives  Kind = iota // QEMU answers after the last command
	Exited             // it ended by itself
	Killed             // a signal killed it
	Hung               // it did not answer in time
)

// End says how QEMU ended.
type End struct {
	Kind     Kind
	Status   int            // of one that exited
	Signal   syscall.Signal // of one that was killed
	Starting bool           // before it could take a command
	Leaving  bool           // after the last command, when it was asked to end
	During   string         // the command under way; "" if there was none
	Fault    bool           // the message is a failed assertion or a sanitizer's report
	Message  string         // a failed assertion or a sanitizer's report, else the first complaint; "" for none
	Frames   []string       // of the thread that died, the innermost first; none without gdb or a core
	Output   string         // all that QEMU wrote
}

// compared is how many of the innermost frames are compared: those around them are the way
// from the command to the device, which a shorter reproducer may change.
const compared = 3

// numbers matches what differs between messages that are alike.
var numbers = regexp.MustCompile(`0x[0-9a-fA-F]+|\b[0-9a-f]*[0-9][0-9a-f]*\b`)

// Same reports whether two ends have one cause: they are of one kind, with one signal or
// status and one message, numbers aside, and the same innermost frames. Without frames and
// messages, the commands under way have the same verb and address.
func (e *End) Same(other *End) bool {
	if e.Kind != other.Kind || e.Status != other.Status || e.Signal != other.Signal || e.Starting != other.Starting || e.Leaving != other.Leaving {
		return false
	}
	if alike(e.Message) != alike(other.Message) {
		return false
	}
	if len(e.Frames) > 0 && len(other.Frames) > 0 {
		return slices.Equal(e.Frames[:min(compared, len(e.Frames))], other.Frames[:min(compared, len(other.Frames))])
	}
	return e.Message != "" || target(e.During) == target(other.During)
}

// alike returns the first line of a message without numbers.
func alike(message string) string {
	first, _, _ := strings.Cut(message, "\n")
	return numbers.ReplaceAllString(first, "N")
}

// target returns the verb and the address of a command.
func target(command string) string {
	fields := strings.Fields(command)
	return strings.Join(fields[:min(2, len(fields))], " ")
}

// By tells what the ends are compared by, in words.
func (e *End) By() string {
	var by []string
	if e.Message != "" {
		by = append(by, "the message")
	}
	if len(e.Frames) > 0 {
		by = append(by, "the backtrace")
	}
	if len(by) == 0 && e.During != "" {
		by = []string{"the verb and address of the command under way"}
	}
	what := map[Kind]string{Lives: "QEMU's life", Exited: "the exit status", Killed: "the signal", Hung: "the lack of an answer"}[e.Kind]
	return strings.Join(append([]string{what}, by...), " and ")
}

// String says how QEMU ended: "QEMU was killed by SIGSEGV at readl 0x1fbf8100".
func (e *End) String() string {
	var b strings.Builder
	switch e.Kind {
	case Lives:
		b.WriteString("QEMU lives")
	case Exited:
		fmt.Fprintf(&b, "QEMU exited with status %d", e.Status)
	case Killed:
		fmt.Fprintf(&b, "QEMU was killed by %s", unix.SignalName(e.Signal))
	case Hung:
		b.WriteString("QEMU hangs")
	}
	switch {
	case e.Starting:
		b.WriteString(" when it started")
	case e.Leaving:
		b.WriteString(" when it was asked to end")
	case e.During != "":
		fmt.Fprintf(&b, " at %.200s", e.During)
	case e.Kind != Lives:
		b.WriteString(" after the last command")
	}
	return b.String()
}

// Comment returns the end as the comment before a reproducer, for the eyes of those who run
// it: what String says, and the message if it is that of a fault.
func (e *End) Comment() string {
	text := "# " + e.String() + "\n"
	if e.Fault {
		first, _, _ := strings.Cut(e.Message, "\n")
		text += "# " + first + "\n"
	}
	return text
}

// comment matches the comment before a reproducer.
var comment = regexp.MustCompile(`^# (QEMU (?:was killed by \w+|exited with status \d+|hangs))\b[^\n]*\n(?:# ([^\n]+)\n)?`)

// CutComment returns a script without the comment before it, and what the comment says: an
// end, up to where it came, and a message, "" for none.
func CutComment(script string) (rest, end, message string) {
	m := comment.FindStringSubmatch(script)
	if m == nil {
		return script, "", ""
	}
	return script[len(m[0]):], m[1], m[2]
}

// Is reports whether the end is what a comment says: the same signal or status, and the
// message or a part of it, numbers aside.
func (e *End) Is(end, message string) bool {
	rest, begins := strings.CutPrefix(e.String(), end)
	if !begins || rest != "" && rest[0] != ' ' {
		return false
	}
	said := strings.Contains(alike(e.Message), alike(message))
	for line := range strings.SplitSeq(e.Output, "\n") {
		said = said || strings.Contains(alike(line), alike(message))
	}
	return said
}

// readMessage takes the complaint that tells most from QEMU's output.
func (e *End) readMessage() {
	all := complaint.In(e.Output)
	for _, kinds := range [][]graph.ComplaintKind{
		{graph.FailedAssertion, graph.SanitizerReport}, {graph.ErrorMessage, graph.LibraryComplaint},
	} {
		for _, c := range all {
			if slices.Contains(kinds, graph.ComplaintKind(c.Kind)) {
				e.Message, e.Fault = c.Text, kinds[0] == graph.FailedAssertion
				return
			}
		}
	}
}
