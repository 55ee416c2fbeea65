package qtestfake_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qmp"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// recordingTB is a test that fails without failing anything.
type recordingTB struct {
	testing.TB
	failures []string
	cleanups []func()
}

func (r *recordingTB) Helper()          {}
func (r *recordingTB) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }
func (r *recordingTB) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

// end runs the cleanups as the end of a test does, and returns the failures.
func (r *recordingTB) end() []string {
	for len(r.cleanups) > 0 {
		last := len(r.cleanups) - 1
		f := r.cleanups[last]
		r.cleanups = r.cleanups[:last]
		f()
	}
	return r.failures
}

func TestScript(t *testing.T) {
	read := qtestfake.Step{Want: "readb 0x1", Send: "OK 0x7\n"}
	readOne := func(t *testing.T, c *qtest.Conn) {
		t.Helper()
		if v, err := c.Read(t.Context(), qtest.Width8, 1); err != nil || v != 7 {
			t.Errorf("Read() = %#x, %v, want 0x7", v, err)
		}
	}
	tests := []struct {
		name  string
		steps []qtestfake.Step
		use   func(t *testing.T, c *qtest.Conn)
		want  []string // failures
	}{
		{"as written", []qtestfake.Step{read, read}, func(t *testing.T, c *qtest.Conn) { readOne(t, c); readOne(t, c) }, nil},
		{"steps left", []qtestfake.Step{read, read}, readOne, []string{`qtestfake: 1 of 2 steps remain, the next wants "readb 0x1"`}},
		{"nothing done", []qtestfake.Step{read}, func(*testing.T, *qtest.Conn) {}, []string{`qtestfake: 1 of 1 steps remain, the next wants "readb 0x1"`}},
		{"another request", []qtestfake.Step{read}, func(t *testing.T, c *qtest.Conn) {
			if _, err := c.BigEndian(t.Context()); err == nil {
				t.Error("BigEndian() succeeded")
			}
		}, []string{`qtestfake: step 1: got request "endianness", want "readb 0x1"`}},
		{"one request more", []qtestfake.Step{read}, func(t *testing.T, c *qtest.Conn) {
			readOne(t, c)
			if _, err := c.BigEndian(t.Context()); err == nil {
				t.Error("BigEndian() succeeded")
			}
		}, []string{`qtestfake: got request "endianness" after the last step`}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			tb := &recordingTB{TB: t}
			tc.use(t, qtestfake.Script(tb, tc.steps...))
			if diff := cmp.Diff(tc.want, tb.end()); diff != "" {
				t.Errorf("failures mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMemory(t *testing.T) {
	for _, big := range []bool{false, true} {
		t.Run(fmt.Sprintf("big-endian %v", big), func(t *testing.T) {
			m := qtestfake.NewMemory()
			m.SetBigEndian(big)
			c := m.Start(t)
			ctx := t.Context()
			if got, err := c.BigEndian(ctx); err != nil || got != big {
				t.Errorf("BigEndian() = %v, %v, want %v", got, err, big)
			}
			for _, w := range []qtest.Width{qtest.Width8, qtest.Width16, qtest.Width32, qtest.Width64} {
				want := 0x1122334455667788 & w.Max()
				if err := c.Write(ctx, w, 0xfff, want); err != nil { // across a page's end
					t.Errorf("%v Write() = %v", w, err)
				}
				if got, err := c.Read(ctx, w, 0xfff); err != nil || got != want {
					t.Errorf("%v Read() = %#x, %v, want %#x", w, got, err, want)
				}
			}
			want := []byte{0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11}
			if big {
				want = []byte{0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88}
			}
			if diff := cmp.Diff(want, m.Bytes(0xfff, 8)); diff != "" {
				t.Errorf("memory mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestHooks(t *testing.T) {
	m := qtestfake.NewMemory()
	var seen []string
	note := func(format string, args ...any) { seen = append(seen, fmt.Sprintf(format, args...)) }
	m.OnRead(0x10, func(w qtest.Width) uint64 { note("read %v", w); return 0x1234 })
	m.OnWrite(0x10, func(w qtest.Width, v uint64) {
		note("write %v %#x", w, v)
		if err := m.SetIRQ(4, v != 0); err != nil {
			t.Error(err)
		}
	})
	m.OnIn(0x70, func(w qtest.Width) uint32 { note("in %v", w); return 0xabcd })
	m.OnOut(0x70, func(w qtest.Width, v uint32) { note("out %v %#x", w, v) })
	m.OnClock(func(now time.Duration) { note("clock %v", now) })
	c := m.Start(t)
	ctx := t.Context()
	if v, err := c.Read(ctx, qtest.Width8, 0x10); err != nil || v != 0x34 {
		t.Errorf("Read() = %#x, %v, want 0x34", v, err)
	}
	if err := c.Write(ctx, qtest.Width16, 0x10, 0x99); err != nil {
		t.Error(err)
	}
	if !c.IRQ(4) {
		t.Error("line 4 is low after the hook raised it")
	}
	if v, err := c.In(ctx, qtest.Width8, 0x70); err != nil || v != 0xcd {
		t.Errorf("In() = %#x, %v, want 0xcd", v, err)
	}
	if v, err := c.In(ctx, qtest.Width16, 0x71); err != nil || v != 0xffff {
		t.Errorf("In() without a hook = %#x, %v, want 0xffff", v, err)
	}
	if err := c.Out(ctx, qtest.Width32, 0x70, 5); err != nil {
		t.Error(err)
	}
	if now, err := c.ClockStep(ctx, time.Second); err != nil || now != time.Second {
		t.Errorf("ClockStep() = %v, %v, want 1s", now, err)
	}
	var refused *qtest.ReplyError
	if _, err := c.ClockSet(ctx, time.Millisecond); !errors.As(err, &refused) {
		t.Errorf("ClockSet() to the past = %v, want a ReplyError", err)
	}
	if _, err := c.RTAS(ctx, "x", 0, 0, 0, 0); !errors.Is(err, qtest.ErrUnknownCommand) {
		t.Errorf("RTAS() = %v, want ErrUnknownCommand", err)
	}
	want := []string{"read 8-bit", "write 16-bit 0x99", "in 8-bit", "out 32-bit 0x5", "clock 1s"}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("hooks mismatch (-want +got):\n%s", diff)
	}
}

func TestQMP(t *testing.T) {
	q := qtestfake.NewQMP()
	q.On("query-status", func(args json.RawMessage) (string, error) {
		return fmt.Sprintf(`{"status": %q}`, args), q.Emit("STOP", `{}`)
	})
	c := q.Start(t)
	events := c.Subscribe("STOP")
	defer events.Close()
	got, err := qmp.Execute[struct{ Status string }](t.Context(), c, "query-status", qmp.Args{"a": 1})
	if err != nil || got.Status != `{"a":1}` {
		t.Errorf("query-status = %+v, %v", got, err)
	}
	if _, err := events.WaitEvent(t.Context(), "STOP", nil); err != nil {
		t.Error(err)
	}
}
