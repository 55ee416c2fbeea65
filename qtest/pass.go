package qtest

import (
	"context"
	"time"
)

// Pass lets at least d of the machine's time pass: it steps the virtual clock by d or, where that runs by itself, waits
// in real time. After it the known levels of interrupt lines are up to date. d is at least a nanosecond.
//
// It is for the time that a specification gives a device for its work. It is no measure of time: in real time more than
// d passes. To wait until a device has done something use Poll.
func Pass(ctx context.Context, q Clock, d time.Duration) error {
	_, err := q.ClockStep(context.WithValue(ctx, waitKey{}, true), d)
	return err
}

// waitKey marks the context of a step of the clock that is only a wait: more time may pass.
type waitKey struct{}

func isWait(ctx context.Context) bool { return ctx.Value(waitKey{}) != nil }

// passReally lets d pass in real time, then exchanges a request with QEMU, which reports the changes of interrupt lines
// before its reply.
func (c *Conn) passReally(ctx context.Context, d time.Duration) error {
	for end := time.Now().Add(d); ; {
		left := time.Until(end)
		if left <= 0 || ctx.Err() != nil || c.failure() != nil {
			break
		}
		if err := c.pause(ctx, left); err != nil {
			return err
		}
	}
	_, err := c.BigEndian(ctx) // any harmless request would do
	return err
}
