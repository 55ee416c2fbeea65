package qtest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

func TestIRQ(t *testing.T) {
	type state struct {
		Level bool
		Rises uint64
	}
	c := qtestfake.Script(t,
		qtestfake.Step{Want: "irq_intercept_in ioapic", Send: "OK\n"},
		qtestfake.Step{Want: "clock_step", Send: "IRQ raise 4\nIRQ lower 4\nIRQ raise 4\nIRQ raise 4\nIRQ lower 5\nOK 1\n"},
		qtestfake.Step{Want: "clock_step", Send: "IRQ lower 4\nOK 2\nIRQ raise 5\n"},
		qtestfake.Step{Want: "clock_step", Send: "OK 3\n"},
	)
	ctx := t.Context()
	if err := c.InterceptIn(ctx, "ioapic"); err != nil {
		t.Fatal(err)
	}
	wants := []map[int]state{
		{4: {true, 2}, 5: {false, 0}, 6: {false, 0}},
		{4: {false, 2}},
		{5: {true, 1}},
	}
	for step, want := range wants {
		if _, err := c.ClockStepNext(ctx); err != nil {
			t.Fatal(err)
		}
		got := map[int]state{}
		for n := range want {
			got[n] = state{c.IRQ(n), c.IRQCount(n)}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("lines after step %d mismatch (-want +got):\n%s", step+1, diff)
		}
	}
}

// An unsolicited line is noted while no call waits.
func TestUnsolicitedIRQ(t *testing.T) {
	c := qtestfake.Script(t,
		qtestfake.Step{Send: "IRQ raise 7\n"},
		qtestfake.Step{Want: "endianness", Send: "OK little\n"},
	)
	if _, err := c.BigEndian(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !c.IRQ(7) || c.IRQCount(7) != 1 {
		t.Errorf("line 7 is %v and rose %d times, want true and once", c.IRQ(7), c.IRQCount(7))
	}
}
