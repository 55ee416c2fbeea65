package complaint

import (
	"encoding/json"
)

// exchange is where the exchange between test and QEMU stands.
type exchange struct {
	step  string
	qtest []request // those that are not answered, oldest first, from index next
	next  int
	qmp   []string // likewise
	last  request  // the last one that was answered
	ended string   // or the last QMP command that was answered, if that was later
}

// request is the beginning of a qtest command.
type request struct {
	text [shown]byte
	size int // of the whole command, in bytes
}

// shown is how much of a request is kept, in bytes.
const shown = 80

// String returns the request, abbreviated.
func (r *request) String() string {
	if r.size > shown {
		return string(r.text[:]) + "…"
	}
	return string(r.text[:r.size])
}

// place is a moment in the exchange.
type place struct {
	step       string
	answered   string // the last request that QEMU had answered
	unanswered string // the first one that it had not
}

// here returns the present moment.
func (e *exchange) here() place {
	p := place{step: e.step, answered: e.ended}
	if p.answered == "" {
		p.answered = e.last.String()
	}
	switch {
	case e.next < len(e.qtest):
		p.unanswered = e.qtest[e.next].String()
	case len(e.qmp) > 0:
		p.unanswered = e.qmp[0]
	}
	return p
}

// Step notes that a step of the test began or, if name is that of the step around it, ended.
func (l *Log) Step(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.at.step = name
}

// QtestSent notes a qtest command.
func (l *Log) QtestSent(line []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := &l.at
	if e.next == len(e.qtest) {
		e.qtest, e.next = e.qtest[:0], 0
	}
	e.qtest = append(e.qtest, request{size: len(line)})
	copy(e.qtest[len(e.qtest)-1].text[:], line)
}

// QtestReceived notes the reply to the oldest qtest command.
func (l *Log) QtestReceived() {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := &l.at
	if e.next < len(e.qtest) {
		e.last, e.ended = e.qtest[e.next], ""
		e.next++
	}
}

// QMPSent notes a QMP command.
func (l *Log) QMPSent(message []byte) {
	var m struct{ Execute string }
	if json.Unmarshal(message, &m) != nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.at.qmp = append(l.at.qmp, "QMP "+m.Execute)
}

// QMPReceived notes the reply to the oldest QMP command. Other messages are none.
func (l *Log) QMPReceived(message []byte) {
	var m struct{ Return, Error json.RawMessage }
	if json.Unmarshal(message, &m) != nil || m.Return == nil && m.Error == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if e := &l.at; len(e.qmp) > 0 {
		e.ended, e.qmp = e.qmp[0], e.qmp[1:]
	}
}
