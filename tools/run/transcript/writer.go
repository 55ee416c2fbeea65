package transcript

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tools/run/shell"
)

// Name is the name of the transcript in the outputs of a path.
const Name = "transcript.txt"

// Writer writes down the messages between a test and QEMU, a line each, as they
// happen, so that a killed test leaves them too. A line is the time since the
// start in seconds, a mark, and the message. A note on the register of an access
// follows after a tab:
//
//	0.071234 > readl 0xfebf1024	; sdhci PresentState
//	0.071260 < OK 0x0000000000010000	; CARD_INSERTED
//
// The marks are those of [Mark]. The lines of the second QEMU of a test of two have a 2
// before their mark:
//
//	0.091234 2> readl 0xfebf1024	; sdhci PresentState
type Writer struct {
	side      // of the first QEMU
	name      string
	registers *registers
	mu        sync.Mutex
	file      *os.File
	start     time.Time
	buf       []byte      // lines that are not in the file yet
	timer     *time.Timer // writes them to the file; nil while there are none
	tail      [tailLines][]byte
	lines     int
	err       error // of the first failed write; later lines are only kept in tail
}

var _ qtest.Observer = (*Writer)(nil)

// side writes down what one QEMU does.
type side struct {
	w      *Writer
	second bool
	unread []qtest.Note // of the requests without a reply, oldest first; w.mu protects it
}

// secondMark stands before a mark of the second QEMU.
const secondMark = "2"

const (
	tailLines = 20      // of Tail
	longLine  = 4 << 10 // bytes; longer lines are cut in Tail, not in the file
)

// A path has thousands of lines, and a write for each would take longer than QEMU
// does. So lines of qtest wait for others for a short time.
const (
	bufferLines = 16 << 10              // bytes
	bufferTime  = 50 * time.Millisecond // a killed test loses no more than this
)

// Create creates the file.
func Create(name string) (*Writer, error) {
	f, err := os.Create(name)
	if err != nil {
		return nil, fmt.Errorf("transcript: %w", err)
	}
	w := &Writer{name: name, file: f, start: time.Now(), registers: newRegisters()}
	w.side.w = w
	return w, nil
}

// Second returns the observer of the second QEMU of a test of two, which runs in the
// folder of that name.
func (w *Writer) Second(folder string) qtest.Observer {
	s := &side{w: w, second: true}
	s.add(time.Now(), Remark, []byte(oneLine(folderRemark+folder)), "")
	return s
}

// Name returns the name of the file.
func (w *Writer) Name() string { return w.name }

// Close closes the file. It returns the error of the first failed write.
func (w *Writer) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.flush()
	if err := w.file.Close(); w.err == nil {
		w.err = err
	}
	if w.err != nil {
		return fmt.Errorf("transcript: %w", w.err)
	}
	return nil
}

// Flush writes all lines to the file. It returns the error of the first failed
// write, nil if none failed.
func (w *Writer) Flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.flush()
	return w.err
}

// flush writes the waiting lines to the file; w.mu is held.
func (w *Writer) flush() {
	if w.timer != nil {
		w.timer.Stop()
		w.timer = nil
	}
	if w.err == nil && len(w.buf) > 0 {
		_, w.err = w.file.Write(w.buf)
	}
	w.buf = w.buf[:0]
}

// bufferTimeOver is called when lines have waited long enough.
func (w *Writer) bufferTimeOver() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.timer != nil { // else another flush came first
		w.flush()
	}
}

// Tail returns the last lines.
func (w *Writer) Tail() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var b strings.Builder
	for i := max(0, w.lines-tailLines); i < w.lines; i++ {
		b.Write(w.tail[i%tailLines])
		b.WriteByte('\n')
	}
	return b.String()
}

func (s *side) add(at time.Time, mark Mark, text []byte, note string) {
	s.w.mu.Lock()
	defer s.w.mu.Unlock()
	s.write(at, mark, text, note)
}

// write adds a line; w.mu is held.
func (s *side) write(at time.Time, mark Mark, text []byte, note string) {
	w := s.w
	begin := len(w.buf)
	w.buf = strconv.AppendFloat(w.buf, at.Sub(w.start).Seconds(), 'f', 6, 64)
	w.buf = append(w.buf, ' ')
	if s.second {
		w.buf = append(w.buf, secondMark...)
	}
	w.buf = append(w.buf, mark...)
	w.buf = append(w.buf, ' ')
	w.buf = append(w.buf, text...)
	if note != "" {
		w.buf = append(append(w.buf, noteSeparator...), note...)
	}
	line := w.buf[begin:]
	last := &w.tail[w.lines%tailLines]
	*last = append((*last)[:0], line[:min(len(line), longLine)]...)
	w.lines++
	w.buf = append(w.buf, '\n')
	switch {
	case len(w.buf) >= bufferLines, mark != Request && mark != Reply && mark != Interrupt && mark != Served:
		w.flush()
	case w.timer == nil:
		w.timer = time.AfterFunc(bufferTime, w.bufferTimeOver)
	}
}

// Note writes a remark on the next lines.
func (w *Writer) Note(text string) { w.add(time.Now(), Remark, []byte(oneLine(text)), "") }

// folderRemark begins the remark that names QEMU's working directory.
const folderRemark = "QEMU's folder: "

// Folder writes the name of QEMU's working directory.
func (w *Writer) Folder(name string) { w.Note(folderRemark + name) }

// failedRemark begins the remark that a test has failed.
const failedRemark = "the test failed: "

// Failed writes that the test has failed, with its message.
func (w *Writer) Failed(text string) { w.Note(failedRemark + text) }

// stepRemark begins the remark that a step of the test begins.
const stepRemark = "step: "

// Step writes that a step of the test begins.
func (w *Writer) Step(name string) { w.Note(stepRemark + name) }

// The remarks that a step of the test has ended. The second one has the name of the step around
// it.
const (
	overRemark = "step over"
	backRemark = overRemark + ", back in: "
)

// StepOver writes that a step of the test has ended, and the name of the step around it; "" is
// the test itself.
func (w *Writer) StepOver(outer string) {
	if outer == "" {
		w.Note(overRemark)
		return
	}
	w.Note(backRemark + outer)
}

// oneLine keeps a remark from being taken for several entries.
func oneLine(text string) string { return strings.ReplaceAll(text, "\n", `\n`) }

// ProcessStarted notes QEMU's command line.
func (s *side) ProcessStarted(at time.Time, pid int, argv []string) {
	s.add(at, Remark, fmt.Appendf(nil, "started %d: %s", pid, oneLine(shell.Quote(argv))), "")
}

// ProcessExited notes QEMU's end.
func (s *side) ProcessExited(at time.Time, pid int, status string) {
	s.add(at, Remark, fmt.Appendf(nil, "ended %d: %s", pid, status), "")
}

// QtestSent notes a qtest command, and its register.
func (s *side) QtestSent(ctx context.Context, at time.Time, line []byte) {
	note := qtest.NoteOf(ctx)
	said := s.w.registers.request(note, line)
	s.w.mu.Lock()
	defer s.w.mu.Unlock()
	s.unread = append(s.unread, note)
	s.write(at, Request, line, said)
}

// QtestReceived notes a reply, and the meaning of its value.
func (s *side) QtestReceived(at time.Time, line []byte) {
	s.w.mu.Lock()
	defer s.w.mu.Unlock()
	var said string
	if len(s.unread) > 0 {
		said = reply(s.unread[0], line)
		s.unread = s.unread[1:]
	}
	s.write(at, Reply, line, said)
}

// The states of an interrupt line.
const (
	raised  = "raised"
	lowered = "lowered"
)

// QtestIRQ notes the change of an interrupt line.
func (s *side) QtestIRQ(at time.Time, n int, level bool) {
	state := lowered
	if level {
		state = raised
	}
	s.add(at, Interrupt, fmt.Appendf(nil, "line %d %s", n, state), "")
}

// QMPSent notes a QMP command.
func (s *side) QMPSent(at time.Time, message []byte) { s.add(at, QMPRequest, message, "") }

// QMPReceived notes a reply, an event or the greeting.
func (s *side) QMPReceived(at time.Time, message []byte) { s.add(at, QMPMessage, message, "") }

// Output notes a piece of QEMU's output.
func (s *side) Output(at time.Time, chunk []byte) {
	for line := range strings.Lines(string(chunk)) {
		s.add(at, Output, []byte(strings.TrimSuffix(line, "\n")), "")
	}
}

// Server returns the function that writes down what the test's server of a backend tells. The server of
// the second QEMU has a 2 before its mark.
func (w *Writer) Server(second bool, id string) func(text string) {
	s := &side{w: w, second: second}
	return func(text string) { s.add(time.Now(), Served, fmt.Appendf(nil, "%s %s", id, oneLine(text)), "") }
}

// beside writes down what another process than QEMU does.
type beside struct {
	*Writer
	name string
}

// Beside returns the observer of another process than QEMU, with its name before each
// line.
func (w *Writer) Beside(name string) qtest.ProcessObserver { return &beside{w, name} }

// ProcessStarted notes the process's command line.
func (b *beside) ProcessStarted(at time.Time, pid int, argv []string) {
	b.add(at, Remark, fmt.Appendf(nil, "%s: started %d: %s", b.name, pid, oneLine(shell.Quote(argv))), "")
}

// ProcessExited notes the process's end.
func (b *beside) ProcessExited(at time.Time, pid int, status string) {
	b.add(at, Remark, fmt.Appendf(nil, "%s: ended %d: %s", b.name, pid, status), "")
}

// Output notes a piece of the process's output.
func (b *beside) Output(at time.Time, chunk []byte) {
	for line := range strings.Lines(string(chunk)) {
		b.add(at, Output, fmt.Appendf(nil, "%s: %s", b.name, strings.TrimSuffix(line, "\n")), "")
	}
}
