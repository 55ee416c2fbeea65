package qtest

import (
	"errors"
	"fmt"
)

// StartKind tells the ways in which QEMU can fail to start.
type StartKind uint8

// The ways in which QEMU can fail to start.
const (
	NoSuchBinary       StartKind = iota + 1 // the command does not exist or cannot be executed
	NotQEMU                                 // something else than QEMU ran
	NoQtestAccelerator                      // this QEMU lacks the qtest accelerator
	Exited                                  // QEMU ended by itself
	Signalled                               // a signal killed it
	Hung                                    // it neither spoke nor ended in time
	Protocol                                // it spoke something else
	Cancelled                               // the context was cancelled before it was up
)

// String returns the name of the constant in words.
func (k StartKind) String() string {
	switch k {
	case NoSuchBinary:
		return "no such binary"
	case NotQEMU:
		return "not QEMU"
	case NoQtestAccelerator:
		return "no qtest accelerator"
	case Exited:
		return "exited"
	case Signalled:
		return "signalled"
	case Hung:
		return "hung"
	case Protocol:
		return "protocol"
	case Cancelled:
		return "cancelled"
	}
	return fmt.Sprintf("StartKind(%d)", uint8(k))
}

// StartError says why QEMU did not start.
type StartError struct {
	Kind    StartKind
	Command []string // the whole command line
	Output  string   // what was written before it ended
	Err     error    // the cause: an *ExitError, a *TimeoutError, a *ProtocolError, a context's error, or that of exec
}

// Error names the cause in its first line; the last lines of the output follow.
func (e *StartError) Error() string {
	var exit *ExitError
	ended := errors.As(e.Err, &exit)
	switch {
	case e.Kind == NotQEMU && ended:
		return fmt.Sprintf("qtest: %s is not QEMU: it said nothing on the channels and %s%s", e.name(), exit.what(), lastLines(e.Output))
	case e.Kind == NoQtestAccelerator && ended:
		return fmt.Sprintf("qtest: %s has no qtest accelerator: %s%s", e.name(), exit.cause(), lastLines(e.Output))
	case ended:
		return e.Err.Error()
	}
	return fmt.Sprintf("qtest: start %s: %v%s", e.name(), e.Err, lastLines(e.Output))
}

// name is what was to be run; the loader or the wrapper where there is one.
func (e *StartError) name() string { return e.Command[0] }

// Unwrap returns the cause.
func (e *StartError) Unwrap() error { return e.Err }
