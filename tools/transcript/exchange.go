package transcript

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// StepKind says what is done in a step of an exchange.
type StepKind uint8

// The kinds of step.
const (
	Qtest   StepKind = iota + 1 // a qtest command
	QMP                         // a QMP command
	Event                       // awaiting a QMP event
	Failure                     // here the test failed
)

// Step is one thing that a test did to QEMU, and what came of it.
type Step struct {
	Kind     StepKind
	Request  string // the command as it was sent; of an Event its name; of a Failure what the test said
	Reply    string // of qtest the whole line; of QMP "return" or "error CLASS"
	Answered bool   // false: QEMU ended or hung
}

// Exchange returns what the test did to QEMU, in its order, each command with its
// own reply even where many were sent before the first was answered. The QMP
// session's begin and its end are left out: whoever replays has a session of his own.
func Exchange(entries []Entry) ([]Step, error) {
	var steps []Step
	var qtest, qmp []int // steps without a reply, oldest first
	for _, e := range entries {
		switch e.Mark {
		case Remark:
			if said, ok := strings.CutPrefix(e.Text, failedRemark); ok {
				steps = append(steps, Step{Kind: Failure, Request: said, Answered: true})
			}
		case Request:
			qtest = append(qtest, len(steps))
			steps = append(steps, Step{Kind: Qtest, Request: e.Text})
		case Reply:
			if len(qtest) == 0 {
				return nil, fmt.Errorf("transcript: at %v: a reply to no command: %.80q", e.At, e.Text)
			}
			steps[qtest[0]].Reply, steps[qtest[0]].Answered = e.Text, true
			qtest = qtest[1:]
		case QMPRequest:
			qmp = append(qmp, len(steps))
			steps = append(steps, Step{Kind: QMP, Request: e.Text})
		case QMPMessage:
			var m message
			if err := json.Unmarshal([]byte(e.Text), &m); err != nil {
				return nil, fmt.Errorf("transcript: at %v: a QMP message: %w", e.At, err)
			}
			switch {
			case m.Event != "":
				steps = append(steps, Step{Kind: Event, Request: m.Event, Answered: true})
			case m.reply() != "" && len(qmp) > 0:
				steps[qmp[0]].Reply, steps[qmp[0]].Answered = m.reply(), true
				qmp = qmp[1:]
			}
		}
	}
	return slices.DeleteFunc(steps, ofSession), nil
}

// message is what a QMP message has, of either side.
type message struct {
	Execute string          `json:"execute"`
	Event   string          `json:"event"`
	Return  json.RawMessage `json:"return"`
	Error   *struct {
		Class string `json:"class"`
	} `json:"error"`
}

func (m *message) reply() string {
	switch {
	case m.Error != nil:
		return "error " + m.Error.Class
	case m.Return != nil:
		return "return"
	}
	return ""
}

// ofSession reports whether a step belongs to a QMP session or to QEMU's orderly
// end, and not to the test.
func ofSession(s Step) bool {
	switch s.Kind {
	case Event:
		return s.Request == "SHUTDOWN"
	case QMP:
		var m message
		if json.Unmarshal([]byte(s.Request), &m) != nil {
			return false
		}
		return m.Execute == "qmp_capabilities" || m.Execute == "quit"
	}
	return false
}
