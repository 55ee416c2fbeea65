package qtest

import (
	"context"
	"fmt"
	"time"
)

// The time that Await waits between two attempts, and in all before it steps the clock. An interrupt line that changes
// ends a pause.
const (
	firstAwaitPause   = 100 * time.Microsecond
	longestAwaitPause = 5 * time.Millisecond
	awaitPatience     = 200 * time.Millisecond
)

// Await is [Poll] for a device that does its work in real time: as soon as QEMU's main loop and its worker threads get to
// it, independent of the virtual clock. It sends the posted requests and lets QEMU work before it first calls done. It
// steps the clock only if done stays false for a while, or then goes on in real time where the clock runs by itself.
func Await(ctx context.Context, q Clock, what string, done func(context.Context) (bool, error)) error {
	c, pauses := q.(pollClock)
	if !pauses { // a WrappedClock may see nothing of what changes meanwhile
		return Poll(ctx, q, what, done)
	}
	for pause, left := firstAwaitPause, awaitPatience; left > 0 && ctx.Err() == nil; pause, left = min(2*pause, longestAwaitPause), left-pause {
		if err := c.pause(ctx, pause); err != nil {
			return fmt.Errorf("qtest: waiting for %s: %w", what, err)
		}
		before := c.made()
		ok, err := done(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			return fmt.Errorf("qtest: waiting for %s: %w", what, err)
		case ok && err == nil:
			return nil
		}
		c.wasIdle(before, c.made())
	}
	return Poll(ctx, q, what, done)
}
