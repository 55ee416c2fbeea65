package qtest_test

import (
	"context"
	"errors"
	"net"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// connect returns a Conn to a machine.
func connect(t *testing.T, m *qtestfake.Memory, cfg qtest.ConnConfig) *qtest.Conn {
	t.Helper()
	client, server := net.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- m.Serve(server) }()
	c := qtest.NewConn(client, cfg)
	t.Cleanup(func() {
		c.Close()
		if err := <-ended; err != nil {
			t.Errorf("Serve() = %v", err)
		}
	})
	return c
}

// steps counts the requests that move the clock.
func steps(m *qtestfake.Memory) int {
	n := 0
	for _, r := range m.Requests() {
		if strings.HasPrefix(r, "clock_") {
			n++
		}
	}
	return n
}

// moves has every call that moves the clock and returns the time.
func moves(c *qtest.Conn) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"ClockStep":     func(ctx context.Context) error { _, err := c.ClockStep(ctx, time.Millisecond); return err },
		"ClockStepNext": func(ctx context.Context) error { _, err := c.ClockStepNext(ctx); return err },
		"ClockSet":      func(ctx context.Context) error { _, err := c.ClockSet(ctx, time.Hour); return err },
	}
}

// Without the qtest accelerator QEMU knows no clock_step. Waits pass in real time.
func TestRealTime(t *testing.T) {
	m := qtestfake.NewMemory()
	c := connect(t, m, qtest.ConnConfig{RealTime: true})
	for name, move := range moves(c) {
		if err := move(t.Context()); !errors.Is(err, qtest.ErrRealTime) {
			t.Errorf("%s() = %v, want %v", name, err, qtest.ErrRealTime)
		}
	}
	const d = 20 * time.Millisecond
	for name, wait := range map[string]func(clock qtest.Clock) error{
		"Pass": func(clock qtest.Clock) error { return qtest.Pass(t.Context(), clock, d) },
		"Poll": func(clock qtest.Clock) error {
			start := time.Now()
			return qtest.Poll(t.Context(), clock, "time", func(context.Context) (bool, error) { return time.Since(start) >= d, nil })
		},
		"Await": func(clock qtest.Clock) error {
			start := time.Now()
			return qtest.Await(t.Context(), clock, "time", func(context.Context) (bool, error) { return time.Since(start) >= d, nil })
		},
	} {
		for _, clock := range []qtest.Clock{c, onlyClock{&wrapped{Conn: c}}} {
			start := time.Now()
			if err := wait(clock); err != nil {
				t.Errorf("%s() of a %T = %v", name, clock, err)
			}
			if took := time.Since(start); took < d {
				t.Errorf("%s() of a %T took %v, want at least %v", name, clock, took, d)
			}
		}
	}
	if n := steps(m); n != 0 {
		t.Errorf("%d requests move the clock, want none", n)
	}
}

// In real time, too, an interrupt line that changes ends a pause of Poll. After Pass its level is known.
func TestRealTimeInterrupt(t *testing.T) {
	m := qtestfake.NewMemory()
	c := connect(t, m, qtest.ConnConfig{RealTime: true})
	attempts := 0
	err := qtest.Poll(t.Context(), c, "line 3", func(context.Context) (bool, error) {
		if attempts++; attempts == 40 { // the pauses are at their longest
			go m.SetIRQ(3, true)
		}
		return c.IRQ(3), nil
	})
	if err != nil || attempts > 42 {
		t.Errorf("Poll() = %v after %d attempts, want nil after 41", err, attempts)
	}
	m.SetIRQ(4, true)
	if err := qtest.Pass(t.Context(), c, 1); err != nil || !c.IRQ(4) {
		t.Errorf("Pass() = %v, line 4 = %t, want nil and true", err, c.IRQ(4))
	}
}

func TestRealTimeDeadline(t *testing.T) {
	c := connect(t, qtestfake.NewMemory(), qtest.ConnConfig{RealTime: true})
	ctx := qtest.WithWaitTimeout(t.Context(), 20*time.Millisecond)
	err := qtest.Poll(ctx, c, "the done bit", func(context.Context) (bool, error) { return false, nil })
	want := regexp.MustCompile(`^qtest: waiting for the done bit: nothing within \d+ms \(in real time, \d+ attempts\)`)
	if !errors.Is(err, context.DeadlineExceeded) || !want.MatchString(err.Error()) {
		t.Errorf("Poll() = %v, want a timeout that matches %s", err, want)
	}
}

// Where steps are refused, waits still move the clock.
func TestStepRefusal(t *testing.T) {
	refusal := errors.New("say that you step it")
	for _, realTime := range []bool{false, true} {
		m := qtestfake.NewMemory()
		c := connect(t, m, qtest.ConnConfig{StepRefusal: refusal, RealTime: realTime})
		for name, move := range moves(c) {
			if err := move(t.Context()); !errors.Is(err, refusal) {
				t.Errorf("%s() = %v, want %v", name, err, refusal)
			}
		}
		if n := steps(m); n != 0 {
			t.Errorf("%d requests move the clock, want none", n)
		}
		for _, clock := range []qtest.Clock{c, onlyClock{&wrapped{Conn: c}}} {
			attempts := 0
			err := qtest.Poll(t.Context(), clock, "the third attempt", func(context.Context) (bool, error) {
				attempts++
				return attempts == 3, nil
			})
			if err = errors.Join(err, qtest.Pass(t.Context(), clock, time.Millisecond)); err != nil {
				t.Errorf("waits of a %T: %v", clock, err)
			}
		}
		want := 6
		if realTime {
			want = 0
		}
		if steps(m) != want {
			t.Errorf("real time %t: %d requests move the clock, want %d", realTime, steps(m), want)
		}
	}
}
