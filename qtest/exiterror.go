package qtest

import (
	"fmt"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// ExitError says how QEMU ended when it should not have ended, or not in that way.
type ExitError struct {
	Status int            // exit status, where Signal is 0
	Signal syscall.Signal // the signal that killed it, 0 if none did
	Killed bool           // by Stop, after waiting for its end in vain
	While  string         // the activity under way: `waiting for the reply to "readl 0x0"`; may be ""
	Output string         // QEMU's output, as from QEMU.Output
}

// Error says in its first line how QEMU ended, during which activity, and the line of its output that tells why:
// "qtest: QEMU exited with status 1: -device foo: 'foo' is not a valid device model name". The last lines of the output
// follow.
func (e *ExitError) Error() string {
	var b strings.Builder
	b.WriteString("qtest: QEMU " + e.end())
	if e.While != "" {
		b.WriteString(" while " + e.While)
	}
	if cause := e.cause(); cause != "" {
		b.WriteString(": " + cause)
	}
	b.WriteString(lastLines(e.Output))
	return b.String()
}

// end describes the end of QEMU as a predicate: "exited with status 1".
func (e *ExitError) end() string {
	if e.Signal != 0 {
		return "was killed by signal " + signalName(e.Signal)
	}
	return fmt.Sprintf("exited with status %d", e.Status)
}

func (e *ExitError) cause() string {
	if e.Signal != 0 {
		return lastComplaint(e.Output)
	}
	return firstComplaint(e.Output)
}

// signalName returns "SIGSEGV", or "63" for a signal without a name.
func signalName(s syscall.Signal) string {
	if name := unix.SignalName(s); name != "" {
		return name
	}
	return strconv.Itoa(int(s))
}
