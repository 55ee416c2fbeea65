package i8254

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/clock/i8254"
)

// registers checks how counts and the status are written and read.
func registers(t *run.T, c *i8254.Timer) {
	t.Step("status", func() { status(t, c) })
	t.Step("null count", func() { nullCount(t, c) })
	t.Step("bytes of a count", func() { bytesOfCount(t, c) })
	t.Step("latched count", func() { latched(t, c) })
	t.Step("read-back", func() { readBack(t, c) })
	t.Step("several counters", func() { several(t, c) })
}

// status checks that the status has the control word, for each mode and form of access.
func status(t *run.T, c *i8254.Timer) {
	for n := range 3 {
		for m := i8254.TerminalCount; m <= i8254.HardwareStrobe; m++ {
			for _, w := range []i8254.Word{i8254.LowByte, i8254.HighByte, i8254.BothBytes, i8254.BothBytes | i8254.BCD} {
				t.Must(c.Program(t.Context(), n, m, w))
				t.Must(c.SetCount(t.Context(), n, 0x1010))
				got, err := c.Status(t.Context(), n)
				t.Must(err)
				if want := w | i8254.Word(m)<<1; got.Programmed() != want || got.Mode() != m {
					t.Errorf("counter %d: status %v of %v, want control word %#x", n, got, m, want)
				}
			}
		}
	}
}

// nullCount checks that the status tells whether the count that was written is in the counter
// (section "Read-Back Command", NULL COUNT).
func nullCount(t *run.T, c *i8254.Timer) {
	expect := func(when string, want bool) {
		t.Helper()
		s, err := c.Status(t.Context(), 1)
		t.Must(err)
		if got := s&i8254.NullCount != 0; got != want {
			t.Errorf("%s: NULL COUNT is %t, want %t", when, got, want)
		}
	}
	w := start(t, c, 1, i8254.RateGenerator, 1000)
	w.to(2)
	expect("while the counter counts", false)
	t.Must(c.Program(t.Context(), 1, i8254.RateGenerator, i8254.BothBytes))
	expect("after a control word", true)
	t.Must(c.Write(t.Context(), 1, 0x00))
	expect("after one byte of two", true)
	t.Must(c.Write(t.Context(), 1, 0x10))
	w.to(4)
	expect("after the count", false)
}

// bytesOfCount checks counts of one byte: the other is 0.
func bytesOfCount(t *run.T, c *i8254.Timer) {
	for _, tc := range []struct {
		access i8254.Word
		b      uint8
		count  uint16
	}{{i8254.LowByte, 200, 200}, {i8254.HighByte, 2, 512}} {
		t.Must(c.Program(t.Context(), 1, i8254.TerminalCount, tc.access))
		w := &stopwatch{t: t, timer: c, counter: 1}
		t.Must(c.Write(t.Context(), 1, tc.b))
		w.to(int64(tc.count) - 1)
		w.out("before the end of a count of one byte", false)
		w.to(int64(tc.count) + 1)
		w.out("after a count of one byte", true)
		t.Must(c.Write(t.Context(), 1, tc.b))
		for range 2 {
			got, err := c.Read(t.Context(), 1)
			t.Must(err)
			if got != tc.b {
				t.Errorf("a read of one byte = %#x, want %#x each time", got, tc.b)
			}
		}
	}
}

// latched checks that a latched count stays until it is read, whatever the counter does, and
// that a second latch before is ignored (section "Counter Latch Command").
func latched(t *run.T, c *i8254.Timer) {
	w := start(t, c, 1, i8254.RateGenerator, 0x4321)
	w.to(0x1000)
	t.Must(c.Latch(t.Context(), 1))
	w.to(0x2000)
	t.Must(c.Latch(t.Context(), 1))
	got, err := c.ReadCount(t.Context(), 1)
	t.Must(err)
	if got != 0x3321 && got != 0x3322 {
		t.Errorf("the latched count is %#x, want 0x3321 or one more", got)
	}
	got, err = c.ReadCount(t.Context(), 1)
	t.Must(err)
	if got != 0x2321 && got != 0x2322 {
		t.Errorf("the count after the latched one is %#x, want 0x2321 or one more", got)
	}
}

// readBack checks that the status that is latched with a count is read first, and that both
// stay until they are read.
func readBack(t *run.T, c *i8254.Timer) {
	w := start(t, c, 1, i8254.RateGenerator, 0x2000)
	w.to(0x800)
	t.Must(c.ReadBack(t.Context(), true, true, 1))
	t.Must(c.Program(t.Context(), 0, i8254.RateGenerator, i8254.BothBytes))
	t.Must(c.SetCount(t.Context(), 0, 0x1000))
	w.to(0x900)
	t.Must(c.ReadBack(t.Context(), true, true, 1))
	s, err := c.Read(t.Context(), 1)
	t.Must(err)
	if got, want := i8254.Status(s).Programmed(), i8254.BothBytes|i8254.Word(i8254.RateGenerator)<<1; got != want {
		t.Errorf("the first byte after a read-back is the status %v, want one of control word %#x", i8254.Status(s), want)
	}
	got, err := c.ReadCount(t.Context(), 1)
	t.Must(err)
	if got != 0x1800 && got != 0x1801 {
		t.Errorf("the count after the status is %#x, want 0x1800 or one more", got)
	}
}

// several checks that a read-back latches those counters that it names, and no others.
func several(t *run.T, c *i8254.Timer) {
	t.Must(c.Start(t.Context(), 0, i8254.RateGenerator, 0x3000))
	w := start(t, c, 1, i8254.RateGenerator, 0x5000)
	w.to(0x100)
	t.Must(c.ReadBack(t.Context(), true, false, 0))
	w.to(0x200)
	for n, want := range []uint16{0x2f00, 0x4e00} {
		got, err := c.ReadCount(t.Context(), n)
		t.Must(err)
		if got != want && got != want+1 {
			t.Errorf("counter %d: the count is %#x, want %#x or one more", n, got, want)
		}
	}
	t.Must(c.ReadBack(t.Context(), true, false, 0, 1))
	w.to(0x300)
	for n, want := range []uint16{0x2e00, 0x4e00} {
		got, err := c.ReadCount(t.Context(), n)
		t.Must(err)
		if got != want && got != want+1 {
			t.Errorf("counter %d of both: the count is %#x, want %#x or one more", n, got, want)
		}
	}
}
