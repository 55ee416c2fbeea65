package qtest

import (
	"errors"
	"fmt"
)

// StartKind distinguishes the ways in which QEMU can fail to start.
type StartKind uint8

// The ways in which QEMU can fail to start.
const (
	NoSuchBinary       StartKind = iota + 1 // the command does not exist or cannot be executed
	NotQEMU                                 // another program than QEMU ran
	NoQtestAccelerator                      // this QEMU lacks the qtest accelerator
	Exited                                  // QEMU ended by itself
	Signalled                               // a signal killed it
	Hung                                    // it neither answered nor ended in time
	Protocol                                // it violated the protocol
	Cancelled                               // the context was cancelled before QEMU answered
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
	Output  string   // the output before it ended
	Err     error    // the cause: an *ExitError, a *TimeoutError, a *ProtocolError, a context's error, or that of exec
}

// Error names the cause in its first line; the last lines of the output follow.
func (e *StartError) Error() string {
	var exit *ExitError
	ended := errors.As(e.Err, &exit)
	switch {
	case e.Kind == NotQEMU && ended:
		return fmt.Sprintf("qtest: %s is not QEMU: it sent nothing on the channels and %s%s", e.name(), exit.end(), lastLines(e.Output))
	case e.Kind == NoQtestAccelerator && ended:
		return fmt.Sprintf("qtest: %s has no qtest accelerator: %s%s", e.name(), exit.cause(), lastLines(e.Output))
	case ended:
		return e.Err.Error()
	}
	return fmt.Sprintf("qtest: start %s: %v%s", e.name(), e.Err, lastLines(e.Output))
}

// name is the name of the command: the loader or the wrapper if there is one.
func (e *StartError) name() string { return e.Command[0] }

// Unwrap returns the cause.
func (e *StartError) Unwrap() error { return e.Err }
