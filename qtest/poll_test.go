package qtest_test

import (
	"context"
	"errors"
	"regexp"
	"testing"
	"time"

	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// A device that is done after some virtual time.
func TestPoll(t *testing.T) {
	const after = 500 * time.Microsecond
	m := qtestfake.NewMemory()
	m.OnRead(0x1000, func(qtest.Width) uint64 {
		if m.Now() < after {
			return 0
		}
		return 1
	})
	c := m.Start(t)
	err := qtest.Poll(t.Context(), c, "the done bit", func(ctx context.Context) (bool, error) {
		v, err := c.Read(ctx, qtest.Width32, 0x1000)
		return v == 1, err
	})
	if err != nil {
		t.Fatalf("Poll() = %v", err)
	}
	if now := m.Now(); now < after || now > after+qtest.PollStep {
		t.Errorf("got a clock at %v, want %v and no more than a step beyond", now, after)
	}
}

// However long the wait, the clock goes beyond its end by no more than an eighth of it, in few steps.
func TestPollLong(t *testing.T) {
	const after = 50 * time.Millisecond
	m := qtestfake.NewMemory()
	c := m.Start(t)
	err := qtest.Poll(t.Context(), c, "the time", func(ctx context.Context) (bool, error) {
		return m.Now() >= after, c.Sync(ctx)
	})
	if err != nil {
		t.Fatalf("Poll() = %v", err)
	}
	if now := m.Now(); now > after+after/8 {
		t.Errorf("got a clock at %v, want %v and no more than an eighth beyond", now, after)
	}
	n := c.Counts()
	if steps := n.Verbs["clock_step"]; steps > 60 || n.Idle.Commands != steps-1 {
		t.Errorf("%d steps, %d commands in vain, want at most 60 and all but the last", steps, n.Idle.Commands)
	}
}

// An interrupt line that changes ends a pause at once.
func TestPollWakes(t *testing.T) {
	m := qtestfake.NewMemory()
	c := m.Start(t)
	attempts := 0
	err := qtest.Poll(t.Context(), c, "line 3", func(context.Context) (bool, error) {
		if attempts++; attempts == 20 { // the pauses are at their longest
			go m.SetIRQ(3, true)
		}
		return c.IRQ(3), nil
	})
	if err != nil {
		t.Fatalf("Poll() = %v", err)
	}
	if attempts > 100 {
		t.Errorf("%d attempts, want few after the 20th", attempts)
	}
}

func TestPollDoneAtOnce(t *testing.T) {
	c := qtestfake.Script(t) // the clock is not stepped
	if err := qtest.Poll(t.Context(), c, "nothing", func(context.Context) (bool, error) { return true, nil }); err != nil {
		t.Errorf("Poll() = %v", err)
	}
}

func TestPollErrors(t *testing.T) {
	broken := errors.New("status register says broken")
	tests := []struct {
		name  string
		limit time.Duration
		done  func(ctx context.Context) (bool, error)
		is    error
		want  string // pattern of the error's text
	}{
		{
			name:  "deadline",
			limit: 30 * time.Millisecond,
			done:  func(context.Context) (bool, error) { return false, nil },
			is:    context.DeadlineExceeded,
			want:  `^qtest: waiting for the done bit: nothing within \d+ms \(the virtual clock went [0-9.]+m?s ahead in \d+ steps`,
		},
		{
			name:  "deadline in an attempt",
			limit: 30 * time.Millisecond,
			done: func(ctx context.Context) (bool, error) {
				<-ctx.Done()
				return false, &qtest.TimeoutError{Channel: "qtest", Awaited: `the reply to "readl 0x0"`}
			},
			is:   context.DeadlineExceeded,
			want: `^qtest: waiting for the done bit: nothing within \d+ms \(the virtual clock went 0s ahead in 0 steps; the last attempt: qtest: waiting for the reply to "readl 0x0"`,
		},
		{
			name:  "failure",
			limit: time.Minute,
			done:  func(context.Context) (bool, error) { return false, broken },
			is:    broken,
			want:  `^qtest: waiting for the done bit: status register says broken$`,
		},
		{
			name:  "failure that is also done",
			limit: time.Minute,
			done:  func(context.Context) (bool, error) { return true, broken },
			is:    broken,
			want:  `^qtest: waiting for the done bit: status register says broken$`,
		},
		{
			name:  "a command's own limit",
			limit: time.Minute,
			done:  func(context.Context) (bool, error) { return false, &qtest.TimeoutError{Channel: "qtest", Awaited: "x"} },
			is:    context.DeadlineExceeded,
			want:  `^qtest: waiting for the done bit: qtest: waiting for x: nothing within 0s$`,
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			c := qtestfake.NewMemory().Start(t)
			ctx, cancel := context.WithTimeout(t.Context(), tc.limit)
			defer cancel()
			err := qtest.Poll(ctx, c, "the done bit", tc.done)
			if !errors.Is(err, tc.is) {
				t.Fatalf("Poll() = %v, want %v", err, tc.is)
			}
			if !regexp.MustCompile(tc.want).MatchString(err.Error()) {
				t.Errorf("Poll() = %v, want a match of %s", err, tc.want)
			}
		})
	}
}

func TestPollCancelled(t *testing.T) {
	c := qtestfake.NewMemory().Start(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := qtest.Poll(ctx, c, "the done bit", func(context.Context) (bool, error) {
		cancel()
		return false, nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Poll() = %v, want context.Canceled", err)
	}
}

// wrapped is a clock that counts its steps.
type wrapped struct {
	*qtest.Conn
	steps int
}

func (w *wrapped) Unwrap() qtest.Clock { return w.Conn }

func (w *wrapped) ClockStep(ctx context.Context, d time.Duration) (time.Duration, error) {
	w.steps++
	return w.Conn.ClockStep(ctx, d)
}

// onlyClock hides all methods of a wrapped clock but those of a WrappedClock.
type onlyClock struct{ qtest.WrappedClock }

// A clock that wraps another is stepped itself, and in few steps.
func TestPollWrapped(t *testing.T) {
	const after = 50 * time.Millisecond
	m := qtestfake.NewMemory()
	w := &wrapped{Conn: m.Start(t)}
	err := qtest.Poll(t.Context(), onlyClock{w}, "the time", func(context.Context) (bool, error) { return m.Now() >= after, nil })
	if err != nil {
		t.Fatalf("Poll() = %v", err)
	}
	if steps := w.Counts().Verbs["clock_step"]; w.steps != steps || steps > 60 {
		t.Errorf("%d of %d steps by the wrapping clock, want all, and at most 60", w.steps, steps)
	}
}

// instantClock is a clock that costs nothing and knows no context: the worst for runaway time.
type instantClock struct{ now time.Duration }

func (c *instantClock) ClockStep(_ context.Context, d time.Duration) (time.Duration, error) {
	c.now += d
	return c.now, nil
}

// However fast the clock, virtual time stays far from years in a full default wait.
func TestPollDoesNotRunAway(t *testing.T) {
	const limit = 50 * time.Millisecond
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	var clock instantClock
	if err := qtest.Poll(ctx, &clock, "never", func(context.Context) (bool, error) { return false, nil }); err == nil {
		t.Fatal("Poll() succeeded")
	}
	if ahead := clock.now * time.Duration(int64(qtest.DefaultWaitTimeout/limit)); ahead > 30*24*time.Hour {
		t.Errorf("a full wait would run the clock %v ahead", ahead)
	}
}
