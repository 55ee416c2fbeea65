package qtest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// DefaultWaitTimeout is how long Poll goes on, unless ctx sets another time or has a nearer deadline.
const DefaultWaitTimeout = 30 * time.Second

// PollStep is how far Poll moves the virtual clock at first between two attempts. As the wait goes on the steps grow, up to
// MaxPollStep, so that the clock passes the awaited moment by no more than a step or an eighth of the wait. Use ClockStep
// for a device that takes seconds of virtual time.
const (
	PollStep    = 100 * time.Microsecond
	MaxPollStep = 10 * time.Millisecond
)

// Work that a device does in real time, in files, sockets and QEMU's worker threads, ends sooner if QEMU's main loop and
// those threads get the processor. So after some attempts Poll waits between two of them, a little longer each time, for
// an interrupt line to change.
const (
	eagerAttempts = 4
	firstPause    = 50 * time.Microsecond
	longestPause  = 2 * time.Millisecond
)

// Clock is the virtual clock that Poll and Pass step. *QEMU and *Conn implement it.
type Clock interface {
	ClockStep(ctx context.Context, d time.Duration) (now time.Duration, err error)
}

// WrappedClock is a Clock that steps another one and does something of its own beside that.
type WrappedClock interface {
	Clock
	Unwrap() Clock // the other one
}

// pollClockOf returns the pollClock that q is or wraps, nil if there is none.
func pollClockOf(q Clock) pollClock {
	if c, ok := q.(pollClock); ok {
		return c
	}
	if w, ok := q.(WrappedClock); ok {
		return pollClockOf(w.Unwrap())
	}
	return nil
}

// pollClock is a Clock with the methods for a cheaper Poll; *Conn implements it.
type pollClock interface {
	postStep(ctx context.Context, d time.Duration) error    // ClockStep that does not wait
	pause(ctx context.Context, longest time.Duration) error // lets QEMU work until an interrupt line changes
	made() Idle                                             // counts requests and waits
	wasIdle(from, to Idle)
	real() bool // whether it runs by itself
}

type waitTimeoutKey struct{}

// WithWaitTimeout returns a context in which Poll waits for up to d instead of DefaultWaitTimeout: a person with a debugger
// needs more time.
func WithWaitTimeout(ctx context.Context, d time.Duration) context.Context {
	return context.WithValue(ctx, waitTimeoutKey{}, d)
}

// Poll calls done, and steps the virtual clock, until done returns true or an error. Where the clock runs by itself, it lets
// the same time pass instead, less if an interrupt line changes. It waits until ctx's deadline, or
// DefaultWaitTimeout (see WithWaitTimeout) if that is nearer; the error then is a *TimeoutError with what as its
// Awaited. The context given to done has that deadline.
func Poll(ctx context.Context, q Clock, what string, done func(context.Context) (bool, error)) error {
	start := time.Now()
	limit, ok := ctx.Value(waitTimeoutKey{}).(time.Duration)
	if !ok {
		limit = DefaultWaitTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	p := poll{clock: q}
	for {
		ok, err := p.attempt(ctx, done)
		switch {
		case ok:
			return nil
		case err != nil && !errors.Is(err, context.DeadlineExceeded):
			return fmt.Errorf("qtest: waiting for %s: %w", what, err)
		case ctx.Err() != nil: // checked here as well: done and the clock may ignore ctx
			detail := p.passed()
			if err != nil && err != ctx.Err() { //nolint:errorlint // an error that wraps ctx's says more
				detail += "; the last attempt: " + err.Error()
			}
			return &TimeoutError{Channel: "qtest", Awaited: what, After: time.Since(start), Detail: detail}
		case err != nil: // a command's own limit is nearer than ctx's
			return fmt.Errorf("qtest: waiting for %s: %w", what, err)
		}
	}
}

// poll is a Poll under way.
type poll struct {
	clock Clock
	steps int
	ahead time.Duration // how far the clock was moved
	last  Idle          // the counts before the last attempt
}

// attempt calls done once and, if it returns false, steps the clock.
func (p *poll) attempt(ctx context.Context, done func(context.Context) (bool, error)) (bool, error) {
	c := pollClockOf(p.clock)
	if c == nil {
		return p.attemptBlindly(ctx, done)
	}
	before := c.made()
	ok, err := done(ctx)
	if ok || err != nil {
		return ok && err == nil, err
	}
	if p.steps > 0 {
		c.wasIdle(p.last, before)
	}
	p.last = before
	step := p.step(min(max(PollStep, p.ahead/8), MaxPollStep))
	if own, ok := p.clock.(pollClock); ok {
		err = own.postStep(ctx, step)
	} else {
		err = Pass(ctx, p.clock, step)
	}
	if err != nil || p.steps <= eagerAttempts || c.real() {
		return false, err
	}
	return false, c.pause(ctx, min(firstPause<<min(p.steps-eagerAttempts-1, 16), longestPause))
}

// attemptBlindly is attempt with a Clock that is no pollClock. Its steps do not grow: nothing would keep virtual time
// from running away.
func (p *poll) attemptBlindly(ctx context.Context, done func(context.Context) (bool, error)) (bool, error) {
	ok, err := done(ctx)
	if ok || err != nil {
		return ok && err == nil, err
	}
	return false, Pass(ctx, p.clock, p.step(PollStep))
}

// passed says how the time of the poll passed.
func (p *poll) passed() string {
	if c := pollClockOf(p.clock); c != nil && c.real() {
		return fmt.Sprintf("in real time, %d attempts", p.steps)
	}
	return fmt.Sprintf("the virtual clock went %v ahead in %d steps", p.ahead, p.steps)
}

// step notes a step of the clock.
func (p *poll) step(d time.Duration) time.Duration {
	p.steps++
	p.ahead += d
	return d
}

// real reports whether the clock runs by itself.
func (c *Conn) real() bool { return c.realTime }

// postStep is ClockStep that does not wait. In real time it lets d pass, or less if an interrupt line changes.
func (c *Conn) postStep(ctx context.Context, d time.Duration) error {
	if c.realTime {
		return c.pause(ctx, d)
	}
	request := appendTime([]byte("clock_step"), d)
	return c.postAny(ctx, shortReply, request, func(text string) error {
		if _, err := strconv.ParseInt(text, 10, 64); err != nil {
			return badReply(request, text)
		}
		return nil
	})
}

// pause sends the posted requests, and returns when an interrupt line has changed since the last pause, when longest
// has passed, or when ctx ends; the caller sees which of them.
func (c *Conn) pause(ctx context.Context, longest time.Duration) error {
	start := time.Now()
	if err := c.limitedSend(ctx, func(*batch) {}); err != nil {
		return c.failed(ctx, c.awaited(""), start, err)
	}
	timer := time.NewTimer(longest)
	defer timer.Stop()
	select {
	case <-c.changed:
	case <-c.received: // the next attempt says why
	case <-ctx.Done():
	case <-timer.C:
	}
	return nil
}
