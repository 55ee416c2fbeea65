package transcript

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/qgraph/qgraph/qtest"
)

// StepKind is the kind of a step of an exchange.
type StepKind uint8

// The kinds of step.
const (
	Qtest   StepKind = iota + 1 // a qtest command
	QMP                         // a QMP command
	Event                       // awaiting a QMP event
	Line                        // awaiting the change of an interrupt line
	Failure                     // here the test failed
	Heading                     // here a step of the test began
	Act                         // the test's server of a backend does something by itself, or something passes through a channel
)

// Step is one action of a test on QEMU, with its outcome.
type Step struct {
	Second   bool // on the second QEMU of a test of two
	Kind     StepKind
	Request  string // the command as it was sent; of an Event its name; of a Line "raise 5"; of a Failure the test's message; of a Heading the step's name; of an Act the server's key and what it does
	Reply    string // of qtest the whole line; of QMP "return" or "error CLASS"
	Answered bool   // false: QEMU ended or hung
	Polled   bool   // a qtest command that was repeated with only time in between, and got another answer
	Later    string // of such a command: the next different reply, if only time caused it, or ""
}

// Exchange returns the actions of the test on QEMU, in order, each command with its
// own reply even if many were sent before the first was answered. The beginning and
// the end of the QMP session are left out: a replay has a session of its own. The stream
// of a migration goes over a socket with a name. Names
// of files in QEMU's folder become relative: a replay has a folder of its own, too.
func Exchange(entries []Entry) ([]Step, error) {
	r := &record{lines: map[int][]Step{}}
	for _, e := range entries {
		if err := r.take(e); err != nil {
			return nil, err
		}
	}
	steps := slices.DeleteFunc(merge(r.steps, r.lines), ofSession)
	findPolls(steps)
	return steps, nil
}

// migrationSocket is the name of the socket of a migration in a replay: a script cannot
// pass descriptors.
const migrationSocket = "migration.sock"

// record is an exchange as far as it is read.
type record struct {
	steps []Step
	lines map[int][]Step // by the step that they follow
	sides [2]conversation
}

// conversation is the exchange with one QEMU.
type conversation struct {
	folder     string // QEMU's, with a slash at the end
	qtest, qmp []int  // steps without a reply, oldest first
}

// take takes the next line of a transcript.
func (r *record) take(e Entry) error {
	side := &r.sides[0]
	if e.Second {
		side = &r.sides[1]
	}
	switch e.Mark {
	case Remark:
		if name, ok := strings.CutPrefix(e.Text, folderRemark); ok {
			side.folder = name + "/"
		}
		if said, ok := strings.CutPrefix(e.Text, failedRemark); ok {
			r.steps = append(r.steps, Step{Kind: Failure, Request: said, Answered: true})
		}
		if name, ok := strings.CutPrefix(e.Text, stepRemark); ok {
			r.steps = append(r.steps, Step{Kind: Heading, Request: name, Answered: true})
		}
	case Request:
		side.qtest = append(side.qtest, len(r.steps))
		r.steps = append(r.steps, Step{Kind: Qtest, Second: e.Second, Request: e.Text})
	case Reply:
		if len(side.qtest) == 0 {
			return fmt.Errorf("transcript: at %v: a reply to no command: %.80q", e.At, e.Text)
		}
		r.steps[side.qtest[0]].Reply, r.steps[side.qtest[0]].Answered = e.Text, true
		side.qtest = side.qtest[1:]
	case Interrupt:
		change, ok := lineChange(e.Text)
		if !ok {
			return nil
		}
		line := Step{Kind: Line, Second: e.Second, Request: change, Answered: true}
		if len(side.qtest) == 0 {
			r.steps = append(r.steps, line)
			return nil
		}
		// QEMU reports it before it answers the command under way, the oldest.
		r.lines[side.qtest[0]] = append(r.lines[side.qtest[0]], line)
	case Served:
		if text, ok := act(e); ok {
			r.steps = append(r.steps, Step{Kind: Act, Second: e.Second, Request: text, Answered: true})
		}
	case QMPRequest:
		side.qmp = append(side.qmp, len(r.steps))
		request := e.Text
		if side.folder != "" {
			request = strings.ReplaceAll(request, side.folder, "")
		}
		request = strings.ReplaceAll(request, strconv.Quote(qtest.MigrationURI), strconv.Quote("unix:"+migrationSocket))
		r.steps = append(r.steps, Step{Kind: QMP, Second: e.Second, Request: request})
	case QMPMessage:
		var m message
		if err := json.Unmarshal([]byte(e.Text), &m); err != nil {
			return fmt.Errorf("transcript: at %v: a QMP message: %w", e.At, err)
		}
		switch {
		case m.Event != "":
			r.steps = append(r.steps, Step{Kind: Event, Second: e.Second, Request: m.Event, Answered: true})
		case m.reply() != "" && len(side.qmp) > 0:
			r.steps[side.qmp[0]].Reply, r.steps[side.qmp[0]].Answered = m.reply(), true
			side.qmp = side.qmp[1:]
		}
	}
	return nil
}

// merge puts the steps that follow others in their places.
func merge(steps []Step, following map[int][]Step) []Step {
	if len(following) == 0 {
		return steps
	}
	merged := make([]Step, 0, len(steps)+len(following))
	for i, s := range steps {
		merged = append(append(merged, s), following[i]...)
	}
	return merged
}

// findPolls sets the later replies to commands that the test polled: in a replay
// the device may be done sooner.
func findPolls(steps []Step) {
	type poll struct {
		reply, later string
		clock        int // how often the clock was stepped after it
	}
	type question struct {
		second  bool
		request string
	}
	sent := slices.ContainsFunc(steps, func(s Step) bool { return s.Kind == Act && strings.Contains(s.Request, " sends ") })
	next := map[question]poll{} // the one that follows
	clock := 0
	for i := len(steps) - 1; i >= 0; i-- {
		s := &steps[i]
		verb, _, _ := strings.Cut(s.Request, " ")
		switch {
		case s.Kind == Event || s.Kind == Line || s.Kind == Failure || s.Kind == Heading || s.Kind == Act:
		case s.Kind == Qtest && verb == "clock_step":
			clock++
		case s.Kind == Qtest && reads(verb):
			n, ok := next[question{s.Second, s.Request}]
			switch {
			case !ok:
			case n.clock == clock && !(sent && verb == "b64read"): // two reads in a row may well differ, as those of a FIFO do
			case n.reply == s.Reply:
				s.Later = n.later
			default:
				s.Later = n.reply
			}
			next[question{s.Second, s.Request}] = poll{s.Reply, s.Later, clock}
		default:
			clear(next)
		}
	}
	polled := map[question]bool{}
	for _, s := range steps {
		if s.Later != "" {
			polled[question{s.Second, s.Request}] = true
		}
	}
	for i := range steps {
		steps[i].Polled = steps[i].Kind == Qtest && polled[question{steps[i].Second, steps[i].Request}]
	}
}

// reads reports whether a qtest command only reads.
func reads(verb string) bool {
	return strings.HasPrefix(verb, "read") || strings.HasPrefix(verb, "in") || verb == "b64read"
}

// lineChange returns qtest's words for the change of an interrupt line: "raise
// 5".
func lineChange(text string) (string, bool) {
	var n int
	var state string
	if _, err := fmt.Sscanf(text, "line %d %s", &n, &state); err != nil {
		return "", false
	}
	switch state {
	case raised:
		return fmt.Sprintf("raise %d", n), true
	case lowered:
		return fmt.Sprintf("lower %d", n), true
	}
	return "", false
}

// message has the fields of a QMP message, of either side.
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

// ofSession reports whether a step belongs to the QMP session or to QEMU's
// orderly end, not to the test.
func ofSession(s Step) bool {
	switch s.Kind {
	case Event:
		return s.Request == "SHUTDOWN" || s.Request == "MIGRATION_PASS" // as many as the migration takes
	case QMP:
		var m message
		if json.Unmarshal([]byte(s.Request), &m) != nil {
			return false
		}
		return slices.Contains([]string{"qmp_capabilities", "quit", "getfd"}, m.Execute)
	}
	return false
}
