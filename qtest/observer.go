package qtest

import (
	"context"
	"time"
)

// Observer sees each event between the test and QEMU as it happens.
//
// Calls come from several goroutines, at times concurrently; within one channel (qtest, QMP, output) they come in order.
// Byte slices are valid only during the call. A method must return quickly and must not call back into the QEMU it watches.
type Observer interface {
	ProcessObserver
	QtestSent(ctx context.Context, at time.Time, line []byte) // without the newline; ctx is that of the command, see NoteOf
	QtestReceived(at time.Time, line []byte)                  // a reply, without the newline
	QtestIRQ(at time.Time, n int, level bool)                 // an asynchronous "IRQ raise N" or "IRQ lower N"
	QMPSent(at time.Time, message []byte)                     // one JSON object
	QMPReceived(at time.Time, message []byte)                 // one JSON object: reply, event or greeting
}

// ProcessObserver sees what a process does besides: the part of [Observer] that also a [Helper] has.
type ProcessObserver interface {
	ProcessStarted(at time.Time, pid int, argv []string)
	ProcessExited(at time.Time, pid int, status string) // status is "exited with status 0", "was killed by signal SIGSEGV", ...
	Output(at time.Time, chunk []byte)                  // a piece of its stdout or stderr
}
