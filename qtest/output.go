package qtest

import (
	"fmt"
	"strings"
	"sync"
)

// keptOutput is the size, in bytes, of the part of QEMU's output that is kept from its beginning, and of that from its
// end.
const keptOutput = 64 << 10

// output holds QEMU's output, without the middle of a long one. Its methods may be called by several goroutines.
type output struct {
	mu      sync.Mutex
	head    []byte
	tail    []byte
	dropped int
}

func (o *output) write(b []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := min(len(b), keptOutput-len(o.head))
	o.head = append(o.head, b[:n]...)
	o.tail = append(o.tail, b[n:]...)
	if excess := len(o.tail) - keptOutput; excess > keptOutput { // now and then, so that the copying stays cheap
		o.dropped += excess
		o.tail = append(o.tail[:0], o.tail[excess:]...)
	}
}

// String returns the kept part, with the size of the omitted part.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	tail, dropped := o.tail, o.dropped
	if excess := len(tail) - keptOutput; excess > 0 {
		tail, dropped = tail[excess:], dropped+excess
	}
	if dropped == 0 {
		return string(o.head) + string(tail)
	}
	return fmt.Sprintf("%s\n[... %d bytes not kept ...]\n%s", o.head, dropped, tail)
}

// shownLines is how many of the last lines of output an error repeats.
const shownLines = 10

// lastLines returns the last lines of s, indented, each behind a line break.
func lastLines(s string) string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	if len(lines) == 1 && lines[0] == "" {
		return ""
	}
	lines = lines[max(0, len(lines)-shownLines):]
	return "\n\t" + strings.Join(lines, "\n\t")
}

// complaint is one line of output that looks like an error, without the program's name before it.
type complaint struct {
	text  string
	error bool // surely an error, not just something printed
}

// complaints finds the lines of QEMU's output that may say why it ended.
func complaints(s string) []complaint {
	var found []complaint
	for line := range strings.Lines(s) {
		text := strings.TrimSpace(line)
		text = strings.TrimPrefix(text, "Bail out! ") // GLib prints an assertion twice
		program, rest, ok := strings.Cut(text, ": ")
		fromQEMU := ok && strings.Contains(program, "qemu") && !strings.Contains(program, " ")
		if fromQEMU {
			text = rest
		}
		if text == "" || text == "**" || isRemark(text) {
			continue
		}
		found = append(found, complaint{text: text, error: fromQEMU || looksLikeError(text)})
	}
	return found
}

// isRemark reports whether the line is a warning or information of QEMU, not an error: it has "warning:" or "info:"
// before the text, at times after the name of the option.
func isRemark(text string) bool {
	for _, word := range []string{"warning: ", "info: "} {
		if strings.HasPrefix(text, word) || strings.Contains(text, ": "+word) {
			return true
		}
	}
	return false
}

func looksLikeError(text string) bool {
	for _, mark := range []string{"ERROR:", "error:", "Assertion `", "AddressSanitizer", "runtime error:"} {
		if strings.Contains(text, mark) {
			return true
		}
	}
	return false
}

// firstComplaint is the line of output that most likely says why QEMU gave up; lastComplaint, why it crashed: the
// output of a crash comes last. Both are "" if QEMU printed nothing.
func firstComplaint(s string) string {
	all := complaints(s)
	for _, c := range all {
		if c.error {
			return c.text
		}
	}
	if len(all) > 0 {
		return all[0].text
	}
	return ""
}

func lastComplaint(s string) string {
	all := complaints(s)
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].error {
			return all[i].text
		}
	}
	return ""
}
