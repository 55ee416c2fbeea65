package complaint

import (
	"bytes"
	"strings"

	"github.com/qgraph/qgraph/graph"
)

// longestLine is the length, in bytes, at which a line without an end is cut.
const longestLine = 64 << 10

// Reader finds the complaints in the output of one process. [Log.QEMU] and [Log.Reader] return one. Its
// methods may be called by several goroutines.
type Reader struct {
	log         *Log
	process     string
	guestErrors bool   // lines without a form of their own are such
	line        []byte // the beginning of a line, without its end
	begun       place  // of that line
	message     *message
}

// message is a message that further lines may belong to.
type message struct {
	form
	lines []string
	at    place
}

// Output takes a piece of the process's output.
func (r *Reader) Output(chunk []byte) {
	r.log.mu.Lock()
	defer r.log.mu.Unlock()
	for len(chunk) > 0 {
		if len(r.line) == 0 {
			r.begun = r.log.at.here()
		}
		end := bytes.IndexByte(chunk, '\n')
		if end < 0 {
			r.line = append(r.line, chunk...)
			if len(r.line) > longestLine {
				r.take()
			}
			return
		}
		r.line = append(r.line, chunk[:end]...)
		chunk = chunk[end+1:]
		r.take()
	}
}

// Flush ends the last message, if it makes sense as it is. Call it when the process has
// answered, so that a message does not wait for the next line.
func (r *Reader) Flush() {
	r.log.mu.Lock()
	defer r.log.mu.Unlock()
	if m := r.message; m != nil && (m.whole == nil || m.whole()) {
		r.end()
	}
}

// Close ends the output: its last line may have no end, and its last message may be
// incomplete.
func (r *Reader) Close() {
	r.log.mu.Lock()
	defer r.log.mu.Unlock()
	if len(r.line) > 0 {
		r.take()
	}
	r.end()
}

// take takes the line.
func (r *Reader) take() {
	line := strings.TrimRight(colour.ReplaceAllString(string(r.line), ""), "\r")
	r.line = r.line[:0]
	if m := r.message; m != nil {
		if m.takes(line) {
			m.lines = append(m.lines, line)
			return
		}
		r.end()
	}
	var other graph.ComplaintKind
	if r.guestErrors {
		other = graph.GuestError
	}
	f := formOf(line, other)
	if f.kind == "" {
		return
	}
	r.message = &message{form: f, lines: []string{line}, at: r.begun}
	if f.takes == nil {
		r.end()
	}
}

// end ends the message, if there is one.
func (r *Reader) end() {
	m := r.message
	if m == nil {
		return
	}
	r.message = nil
	r.log.add(r.process, m.kind, strings.TrimRight(strings.Join(m.lines, "\n"), "\n"), m.at)
}
