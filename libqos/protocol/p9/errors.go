package p9

import (
	"errors"
	"fmt"
	"syscall"

	"golang.org/x/sys/unix"
)

// Error is a server's refusal of a request: an Rlerror. [errors.Is] compares it
// with a [syscall.Errno], as the numbers of 9P2000.L are Linux's.
type Error struct {
	Request MessageType
	Errno   syscall.Errno
}

// Error returns the refused request, and the name and meaning of the number.
func (e *Error) Error() string {
	name := unix.ErrnoName(e.Errno)
	if name == "" {
		return fmt.Sprintf("p9: %v: error %d", e.Request, uint32(e.Errno))
	}
	return fmt.Sprintf("p9: %v: %s (%v)", e.Request, name, e.Errno)
}

// Unwrap returns the error number.
func (e *Error) Unwrap() error { return e.Errno }

// DroppedError is a [Transport]'s error when the server returns the buffer for a
// reply without a reply in it.
type DroppedError struct{ Tag Tag }

// Error names the dropped request.
func (e *DroppedError) Error() string {
	return fmt.Sprintf("p9: the request with tag %d was dropped without a reply", e.Tag)
}

// Errors that a session's errors wrap.
var (
	ErrServer  = errors.New("the server violates the protocol") // an invalid reply
	ErrFlushed = errors.New("the request was flushed")
	ErrVersion = errors.New("the server does not speak this version of the protocol")
	ErrPartial = errors.New("the walk ended early")
	ErrTag     = errors.New("the tag is in use")
)
