package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// ProtocolError means that the data received over a channel violate its protocol, or that the channel ended.
type ProtocolError struct {
	Channel string // "qtest" or "qmp"
	Reason  string // the violation, in words
	Got     string // a bounded prefix of the received data, "" for none
	Closed  bool   // the other end closed the connection
	Err     error  // cause, may be nil
}

// Error names the channel, the violation and the received data.
func (e *ProtocolError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: protocol error: %s", e.Channel, e.Reason)
	if e.Got != "" {
		fmt.Fprintf(&b, ": got %q", e.Got)
	}
	if e.Err != nil && !e.Closed {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap returns the cause: io.EOF or io.ErrUnexpectedEOF where the connection ended.
func (e *ProtocolError) Unwrap() error { return e.Err }

// TimeoutError means that an awaited reply or state did not come in time.
type TimeoutError struct {
	Channel string        // "qtest" or "qmp"
	Awaited string        // the missing reply or state: `the reply to "readl 0x0"`
	After   time.Duration // the time waited
	Detail  string        // further facts, may be ""
}

// Error names the awaited reply or state, and the time waited.
func (e *TimeoutError) Error() string {
	s := fmt.Sprintf("%s: waiting for %s: nothing within %v", e.Channel, e.Awaited, e.After.Round(time.Millisecond))
	if e.Detail != "" {
		s += " (" + e.Detail + ")"
	}
	return s
}

// Unwrap returns context.DeadlineExceeded, whichever limit passed.
func (e *TimeoutError) Unwrap() error { return context.DeadlineExceeded }

// Timeout is true, as net.Error has it.
func (e *TimeoutError) Timeout() bool { return true }

// Interrupted is the error of a wait that began at start and that the end of ctx cut short.
func Interrupted(ctx context.Context, channel, awaited string, start time.Time) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return &TimeoutError{Channel: channel, Awaited: awaited, After: time.Since(start)}
	}
	if cause := context.Cause(ctx); cause != ctx.Err() { //nolint:errorlint // an error that wraps ctx's says more
		return fmt.Errorf("%s: waiting for %s: %w: %w", channel, awaited, ctx.Err(), cause)
	}
	return fmt.Errorf("%s: waiting for %s: %w", channel, awaited, ctx.Err())
}

// closed is the error of a connection that the other end closed; got is the received part of an unfinished line.
func closed(channel string, got []byte, cause error) error {
	e := &ProtocolError{Channel: channel, Reason: "connection closed by QEMU", Closed: true, Err: io.EOF}
	if len(got) > 0 {
		e.Reason, e.Got, e.Err = "connection closed by QEMU in the middle of a line", Quote(got), io.ErrUnexpectedEOF
	}
	if cause != nil && !errors.Is(cause, io.EOF) {
		e.Err = cause
	}
	return e
}

// maxQuoted is how much of a message an error repeats, in bytes.
const maxQuoted = 96

// Quote returns b, or its beginning where it is long, for a message.
func Quote(b []byte) string {
	if len(b) <= maxQuoted {
		return string(b)
	}
	return fmt.Sprintf("%s... (%d bytes)", b[:maxQuoted], len(b))
}
