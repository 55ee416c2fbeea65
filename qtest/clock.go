package qtest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// ErrRealTime is the error of a step of a virtual clock that runs by itself.
var ErrRealTime = errors.New("qtest: the virtual clock cannot be stepped: without the qtest accelerator it runs in real time")

// ClockStep moves the virtual clock on by d, runs the timers that fall due, and returns the new time. d is at least a
// nanosecond: QEMU refuses a step of 0. A step of many years keeps QEMU busy for as long as it takes to run every
// periodic timer on the way.
//
// It is for a test that wants to know the time to the nanosecond, and an error where the clock is not stepped (see
// ConnConfig). Use Pass to let at least some time pass.
func (c *Conn) ClockStep(ctx context.Context, d time.Duration) (now time.Duration, err error) {
	if d <= 0 {
		return 0, fmt.Errorf("qtest: the virtual clock cannot be stepped by %v", d)
	}
	if isWait(ctx) && c.realTime {
		return 0, c.passReally(ctx, d)
	}
	return c.clock(ctx, appendTime([]byte("clock_step"), d))
}

// ClockStepNext moves the virtual clock on to the next timer, runs it, and returns the new time.
// It is a *ReplyError if no timer is set.
func (c *Conn) ClockStepNext(ctx context.Context) (now time.Duration, err error) {
	return c.clock(ctx, []byte("clock_step"))
}

// ClockSet moves the virtual clock on to t, runs the timers that fall due, and returns the new time.
// It is a *ReplyError if t has passed.
func (c *Conn) ClockSet(ctx context.Context, t time.Duration) (now time.Duration, err error) {
	if t < 0 {
		return 0, fmt.Errorf("qtest: the virtual clock cannot be set to %v", t)
	}
	return c.clock(ctx, appendTime([]byte("clock_set"), t))
}

// clock sends a request that QEMU answers with the virtual time in nanoseconds.
func (c *Conn) clock(ctx context.Context, request []byte) (time.Duration, error) {
	switch {
	case isWait(ctx):
	case c.refusal != nil:
		return 0, c.refusal
	case c.realTime:
		return 0, ErrRealTime
	}
	text, err := c.exchange(ctx, shortReply, request)
	if err != nil {
		return 0, err
	}
	ns, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, badReply(request, text)
	}
	return time.Duration(ns), nil
}

func appendTime(b []byte, t time.Duration) []byte {
	return strconv.AppendInt(append(b, ' '), int64(t), 10)
}
