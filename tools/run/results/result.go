package results

import (
	"slices"
	"strings"
	"time"
)

// Class says how a path ended.
type Class string

// The classes.
const (
	Passed      Class = "passed"
	Known       Class = "known"       // it passed but for declared deviations of QEMU
	Skipped     Class = "skipped"     // the test itself says that it does not apply here
	Unavailable Class = "unavailable" // the available QEMU cannot run the path
	Interrupted Class = "interrupted" // the run was ended before the path did

	TestFailed  Class = "test"      // the device did not behave as the test expects
	Complained  Class = "complaint" // QEMU said that something is wrong, and no node on the path declares that it is right
	QEMUCrashed Class = "crash"     // QEMU died by a signal
	QEMUExited  Class = "exit"      // QEMU ended by itself
	Protocol    Class = "protocol"  // QEMU's answers make no sense
	TimedOut    Class = "timeout"   // an awaited reply or state did not come
	Helper      Class = "helper"    // a process beside QEMU did not start, died, hung or spoke nonsense
	SetUp       Class = "set-up"    // the test did not begin
)

// Failures are the classes that fail a path, as reports list them.
func Failures() []Class {
	return []Class{TestFailed, Complained, QEMUCrashed, QEMUExited, Protocol, TimedOut, Helper, SetUp}
}

// OK reports whether a path with this end ran and passed, if only but for known
// deviations.
func (c Class) OK() bool { return c == Passed || c == Known }

// Failed reports whether a path with this end failed.
func (c Class) Failed() bool {
	switch c {
	case Passed, Known, Skipped, Unavailable, Interrupted:
		return false
	}
	return true
}

// FileName is the name of the [Result], a JSON object, in the outputs of a path.
const FileName = "result.json"

// Result is how a path ended.
type Result struct {
	Path       string        `json:"path"`
	Class      Class         `json:"class"`
	Messages   []string      `json:"messages,omitempty"`   // the test's failures and logs, the first failure first
	Steps      []Step        `json:"steps,omitempty"`      // the test's named parts, in the order in which they began
	Deviations []Deviation   `json:"deviations,omitempty"` // the declared deviations of QEMU that showed
	Reason     string        `json:"reason,omitempty"`     // of a skip, of known deviations, or why the path is unavailable
	QEMU       string        `json:"qemu,omitempty"`       // the binary or the bundle's manifest, as it was named
	Clock      string        `json:"clock,omitempty"`      // who moved the virtual clock: "stepped by qtest", "real time under TCG"
	Command    []string      `json:"command,omitempty"`    // QEMU's command line
	Output     string        `json:"output,omitempty"`     // QEMU's stdout and stderr
	Complaints []Complaint   `json:"complaints,omitempty"` // what QEMU said to be wrong, also what a node declares to be right
	Monitor    string        `json:"monitor,omitempty"`    // of a timeout: QEMU's state by QMP
	Backtrace  string        `json:"backtrace,omitempty"`  // of a crash or a hang, if gdb found one
	Others     []Process     `json:"others,omitempty"`     // the path's other processes
	Tail       string        `json:"tail,omitempty"`       // of a failure: the last exchanges with QEMU
	Transcript string        `json:"transcript,omitempty"` // file with the whole exchange
	Reproducer string        `json:"reproducer,omitempty"` // script that replays it without qgraph
	Lost       []string      `json:"lost,omitempty"`       // errors of writing the above, as on a full disk
	Rerun      string        `json:"rerun,omitempty"`      // command that runs the path again
	Exchanges  *Exchanges    `json:"exchanges,omitempty"`  // of a QEMU that started
	Attempts   int           `json:"attempts,omitempty"`   // above 1: it failed before it passed
	Cached     bool          `json:"cached,omitempty"`     // it did not run again, as its inputs are unchanged
	Started    time.Time     `json:"started,omitzero"`
	Duration   time.Duration `json:"duration_ns"`
}

// Process is a process of a path besides its QEMU, or besides the first one.
type Process struct {
	Name      string   `json:"name"`                // "qemu-storage-daemon of disk0"
	Command   []string `json:"command"`             // its command line
	Output    string   `json:"output,omitempty"`    // its stdout and stderr
	End       string   `json:"end,omitempty"`       // "exited with status 0"
	Monitor   string   `json:"monitor,omitempty"`   // of a second QEMU, as [Result.Monitor]
	Backtrace string   `json:"backtrace,omitempty"` // of a second QEMU, as [Result.Backtrace]
}

// Exchanges counts the qtest commands of a path. Without those in vain, the counts
// depend on the path alone, not on the machine that it runs on.
type Exchanges struct {
	Commands   int            `json:"commands"`              // sent to QEMU
	Waited     int            `json:"waited"`                // number of waits for replies
	Idle       int            `json:"idle,omitempty"`        // of Commands: polled in vain
	IdleWaited int            `json:"idle_waited,omitempty"` // of Waited: likewise
	Verbs      map[string]int `json:"verbs"`                 // commands by their first word
}

// Step is how a named part of a test ended.
type Step struct {
	Name      string        `json:"name"`                // with those of the steps around it, as in "card of 4 GiB / ADMA2"
	Class     Class         `json:"class"`               // [Passed], [Known], [Skipped] or a failure
	Reason    string        `json:"reason,omitempty"`    // of a skip or a known deviation
	Deviation string        `json:"deviation,omitempty"` // the known deviation's name
	Duration  time.Duration `json:"duration_ns"`
}

// FailedIn returns the names of the innermost failed steps.
func (r *Result) FailedIn() []string {
	var names []string
	for i, s := range r.Steps {
		inner := func(t Step) bool { return t.Class.Failed() && strings.HasPrefix(t.Name, s.Name+" / ") }
		if s.Class.Failed() && !slices.ContainsFunc(r.Steps[i+1:], inner) {
			names = append(names, s.Name)
		}
	}
	return names
}

// Failed reports whether the path failed.
func (r *Result) Failed() bool { return r.Class.Failed() }

// Compare orders results by path.
func (r Result) Compare(s Result) int { return strings.Compare(r.Path, s.Path) }
