package qtest_test

import (
	"context"
	"testing"
	"time"

	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// A device that is done some real time after its command: it gets the command before the first attempt, an interrupt
// ends the wait, and the clock does not move.
func TestAwait(t *testing.T) {
	m := qtestfake.NewMemory()
	m.OnWrite(0x1000, func(qtest.Width, uint64) {
		time.AfterFunc(time.Millisecond, func() { // the device works on by itself
			if err := m.SetIRQ(3, true); err != nil {
				t.Error(err)
			}
		})
	})
	c := m.Start(t)
	if err := c.Write(t.Context(), qtest.Width32, 0x1000, 1); err != nil {
		t.Fatal(err)
	}
	err := qtest.Await(t.Context(), c, "the interrupt", func(context.Context) (bool, error) { return c.IRQ(3), nil })
	if err != nil {
		t.Fatalf("Await() = %v", err)
	}
	if n := c.Counts(); n.Commands != 1 || m.Now() != 0 {
		t.Errorf("got %d commands and a clock at %v, want 1 and 0", n.Commands, m.Now())
	}
}

// A device that needs virtual time gets it after all.
func TestAwaitClock(t *testing.T) {
	const after = 300 * time.Microsecond
	m := qtestfake.NewMemory()
	c := m.Start(t)
	err := qtest.Await(t.Context(), c, "the time", func(ctx context.Context) (bool, error) {
		return m.Now() >= after, c.Sync(ctx)
	})
	if err != nil || m.Now() < after {
		t.Errorf("Await() = %v at %v, want it to succeed at %v or later", err, m.Now(), after)
	}
}
