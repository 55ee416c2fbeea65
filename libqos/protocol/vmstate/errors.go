package vmstate

import (
	"errors"
	"fmt"
)

// ErrFormat means that bytes are not a stream of QEMU's, or not a whole one.
var ErrFormat = errors.New("not a valid state stream")

// Error says where a stream is not valid. It is an ErrFormat.
type Error struct {
	Section string // device and instance, "" outside of a section
	Field   string // "" outside of a field
	Offset  int64  // in the stream, in bytes
	Reason  string
}

// Error names the section and the offset.
func (e *Error) Error() string {
	at := fmt.Sprintf("at %#x", e.Offset)
	if e.Field != "" {
		at = e.Field + " " + at
	}
	if e.Section != "" {
		at = "section " + e.Section + ", " + at
	}
	return fmt.Sprintf("vmstate: %s: %s", at, e.Reason)
}

// Unwrap returns ErrFormat.
func (e *Error) Unwrap() error { return ErrFormat }
