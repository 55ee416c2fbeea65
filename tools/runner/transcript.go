package runner

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/qgraph/qgraph/qtest"
)

// TranscriptName is the name of the transcript in the outputs of a path.
const TranscriptName = "transcript.txt"

// Transcript writes down what is said between a test and QEMU, a line each, as
// it happens, so that a test that is killed leaves it too. A line is the time since
// the start in seconds, a mark, and what was said:
//
//	0.071234 > readl 0xfebf1000
//	0.071260 < OK 0x0000000000000000
//
// The marks: > and < qtest, >> and << QMP, ! an interrupt line, | what QEMU wrote,
// * its start and its end.
type Transcript struct {
	name  string
	mu    sync.Mutex
	file  *os.File
	start time.Time
	buf   []byte
	tail  [tailLines]string
	lines int
	err   error // of the first write that failed; the rest is only kept in tail
}

var _ qtest.Observer = (*Transcript)(nil)

const (
	tailLines = 20      // of Tail
	longLine  = 4 << 10 // bytes; longer lines are cut in Tail, not in the file
)

// NewTranscript creates the file.
func NewTranscript(name string) (*Transcript, error) {
	f, err := os.Create(name)
	if err != nil {
		return nil, fmt.Errorf("runner: transcript: %w", err)
	}
	return &Transcript{name: name, file: f, start: time.Now()}, nil
}

// Name returns the name of the file.
func (t *Transcript) Name() string { return t.name }

// Close closes the file. It reports the first write that failed.
func (t *Transcript) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.file.Close(); t.err == nil {
		t.err = err
	}
	return t.err
}

// Tail returns the last lines.
func (t *Transcript) Tail() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var b strings.Builder
	for i := max(0, t.lines-tailLines); i < t.lines; i++ {
		b.WriteString(t.tail[i%tailLines])
		b.WriteByte('\n')
	}
	return b.String()
}

func (t *Transcript) add(at time.Time, mark string, text []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf = strconv.AppendFloat(t.buf[:0], at.Sub(t.start).Seconds(), 'f', 6, 64)
	t.buf = append(t.buf, ' ')
	t.buf = append(t.buf, mark...)
	t.buf = append(t.buf, ' ')
	t.buf = append(t.buf, text...)
	t.tail[t.lines%tailLines] = string(t.buf[:min(len(t.buf), longLine)])
	t.lines++
	t.buf = append(t.buf, '\n')
	if t.err == nil {
		_, t.err = t.file.Write(t.buf)
	}
}

// ProcessStarted notes QEMU's command line.
func (t *Transcript) ProcessStarted(at time.Time, pid int, argv []string) {
	t.add(at, "*", fmt.Appendf(nil, "started %d: %s", pid, Quote(argv)))
}

// ProcessExited notes QEMU's end.
func (t *Transcript) ProcessExited(at time.Time, pid int, status string) {
	t.add(at, "*", fmt.Appendf(nil, "ended %d: %s", pid, status))
}

// QtestSent notes a qtest command.
func (t *Transcript) QtestSent(at time.Time, line []byte) { t.add(at, ">", line) }

// QtestReceived notes a reply.
func (t *Transcript) QtestReceived(at time.Time, line []byte) { t.add(at, "<", line) }

// QtestIRQ notes the change of an interrupt line.
func (t *Transcript) QtestIRQ(at time.Time, n int, level bool) {
	state := "lowered"
	if level {
		state = "raised"
	}
	t.add(at, "!", fmt.Appendf(nil, "line %d %s", n, state))
}

// QMPSent notes a QMP command.
func (t *Transcript) QMPSent(at time.Time, message []byte) { t.add(at, ">>", message) }

// QMPReceived notes a reply, an event or the greeting.
func (t *Transcript) QMPReceived(at time.Time, message []byte) { t.add(at, "<<", message) }

// Output notes what QEMU wrote.
func (t *Transcript) Output(at time.Time, chunk []byte) {
	for line := range strings.Lines(string(chunk)) {
		t.add(at, "|", []byte(strings.TrimSuffix(line, "\n")))
	}
}
