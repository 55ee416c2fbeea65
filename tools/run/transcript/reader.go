package transcript

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// Mark is the kind of a line of a transcript.
type Mark string

// The marks.
const (
	Request    Mark = ">"  // a qtest command
	Reply      Mark = "<"  // its reply
	QMPRequest Mark = ">>" // a QMP command
	QMPMessage Mark = "<<" // a QMP reply, event or greeting
	Interrupt  Mark = "!"  // an interrupt line changed
	Output     Mark = "|"  // QEMU's stdout and stderr
	Served     Mark = "="  // the test's own server of a backend: the backend's id, and what it received, sent or did
	Remark     Mark = "*"  // the path, QEMU's start and end, the test's failure
)

// noteSeparator is between a message and the note on it. No qtest command or
// reply has a tab.
const noteSeparator = "\t; "

// Entry is a line of a transcript.
type Entry struct {
	At     time.Duration // since the start
	Mark   Mark
	Text   string
	Second bool   // of the second QEMU of a test of two
	Note   string // the register of an access, or the meaning of a value
}

// Read reads a transcript. A last line without its end is left out: its writer
// was killed.
func Read(r io.Reader) ([]Entry, error) {
	var entries []Entry
	lines := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			if len(entries) == 0 {
				return nil, errors.New("transcript: empty file")
			}
			return entries, nil
		}
		if err != nil {
			return nil, fmt.Errorf("transcript: line %d: %w", n, err)
		}
		e, err := parse(strings.TrimSuffix(line, "\n"))
		if err != nil {
			return nil, fmt.Errorf("transcript: line %d: %w", n, err)
		}
		entries = append(entries, e)
	}
}

func parse(line string) (Entry, error) {
	at, rest, _ := strings.Cut(line, " ")
	seconds, err := strconv.ParseFloat(at, 64)
	mark, text, ok := strings.Cut(rest, " ")
	if err != nil || !ok {
		return Entry{}, fmt.Errorf("got %.80q, want a time, a mark and text", line)
	}
	mark, second := strings.CutPrefix(mark, secondMark)
	e := Entry{At: time.Duration(seconds * float64(time.Second)), Mark: Mark(mark), Text: text, Second: second}
	switch e.Mark {
	case Request, Reply:
		e.Text, e.Note, _ = strings.Cut(text, noteSeparator)
	case QMPRequest, QMPMessage, Interrupt, Output, Served, Remark:
	default:
		return Entry{}, fmt.Errorf("unknown mark %q in %.80q", mark, line)
	}
	return e, nil
}
