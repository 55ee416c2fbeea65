package runner

import (
	"context"
	"time"

	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tools/run/complaint"
)

// watch finds the complaints in QEMU's output. It passes everything on.
type watch struct {
	log    *complaint.Log
	output *complaint.Reader
	next   qtest.Observer // nil for none
}

var _ qtest.Observer = (*watch)(nil)

func (w *watch) ProcessStarted(at time.Time, pid int, argv []string) {
	if w.next != nil {
		w.next.ProcessStarted(at, pid, argv)
	}
}

// ProcessExited is called when the output is complete.
func (w *watch) ProcessExited(at time.Time, pid int, status string) {
	w.output.Close()
	if w.next != nil {
		w.next.ProcessExited(at, pid, status)
	}
}

func (w *watch) QtestSent(ctx context.Context, at time.Time, line []byte) {
	w.log.QtestSent(line)
	if w.next != nil {
		w.next.QtestSent(ctx, at, line)
	}
}

func (w *watch) QtestReceived(at time.Time, line []byte) {
	w.log.QtestReceived()
	if w.next != nil {
		w.next.QtestReceived(at, line)
	}
}

func (w *watch) QtestIRQ(at time.Time, n int, level bool) {
	if w.next != nil {
		w.next.QtestIRQ(at, n, level)
	}
}

func (w *watch) QMPSent(at time.Time, message []byte) {
	w.log.QMPSent(message)
	if w.next != nil {
		w.next.QMPSent(at, message)
	}
}

func (w *watch) QMPReceived(at time.Time, message []byte) {
	w.log.QMPReceived(message)
	if w.next != nil {
		w.next.QMPReceived(at, message)
	}
}

func (w *watch) Output(at time.Time, chunk []byte) {
	w.output.Output(chunk)
	if w.next != nil {
		w.next.Output(at, chunk)
	}
}

// listener finds the complaints in the output of another process. It passes everything on.
type listener struct {
	output *complaint.Reader
	next   qtest.ProcessObserver // nil for none
}

var _ qtest.ProcessObserver = (*listener)(nil)

func (l *listener) ProcessStarted(at time.Time, pid int, argv []string) {
	if l.next != nil {
		l.next.ProcessStarted(at, pid, argv)
	}
}

// ProcessExited is called when the output is complete.
func (l *listener) ProcessExited(at time.Time, pid int, status string) {
	l.output.Close()
	if l.next != nil {
		l.next.ProcessExited(at, pid, status)
	}
}

func (l *listener) Output(at time.Time, chunk []byte) {
	l.output.Output(chunk)
	if l.next != nil {
		l.next.Output(at, chunk)
	}
}
