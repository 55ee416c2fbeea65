//go:build qemu

package qemutest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/qgraph/qgraph/qtest"
)

const ram = 0x100000 // guest memory of a PC above the first megabyte

func TestAccess(t *testing.T) {
	q := pc(t)
	ctx := t.Context()
	for _, w := range []qtest.Width{qtest.Width8, qtest.Width16, qtest.Width32, qtest.Width64} {
		want := 0x8877665544332211 & w.Max()
		if err := q.Write(ctx, w, ram, want); err != nil {
			t.Errorf("%v Write() = %v", w, err)
		}
		if got, err := q.Read(ctx, w, ram); err != nil || got != want {
			t.Errorf("%v Read() = %#x, %v, want %#x", w, got, err, want)
		}
	}
	if big, err := q.BigEndian(ctx); big || err != nil {
		t.Errorf("BigEndian() = %v, %v, want false", big, err)
	}
	// Configuration address register of PCI (PCI Local Bus 3.0, section 3.2.2.3.2 "Software Generation of Configuration
	// Transactions"): readable, and only as 32 bits.
	if err := q.Out(ctx, qtest.Width32, 0xcf8, 0x80000000); err != nil {
		t.Errorf("Out() = %v", err)
	}
	if got, err := q.In(ctx, qtest.Width32, 0xcf8); err != nil || got != 0x80000000 {
		t.Errorf("In() = %#x, %v, want 0x80000000", got, err)
	}
	if got, err := q.In(ctx, qtest.Width32, 0xcfc); err != nil || got != 0x12378086 { // 440FX
		t.Errorf("In() = %#x, %v, want the host bridge's ids, 0x12378086", got, err)
	}
	stop(t, q)
}

func TestBlocks(t *testing.T) {
	q := pc(t)
	ctx := t.Context()
	want := make([]byte, 3<<20+5)
	for i := range want {
		want[i] = byte(i*31>>3 + i>>16)
	}
	tests := []struct {
		name  string
		size  int
		write func(ctx context.Context, addr uint64, p []byte) error
		read  func(ctx context.Context, addr uint64, p []byte) error
	}{
		{"base64", len(want), q.WriteMemory, q.ReadMemory},
		{"hex", len(want), q.WriteMemoryHex, q.ReadMemoryHex},
		{"one byte", 1, q.WriteMemory, q.ReadMemoryHex},
		{"two bytes", 2, q.WriteMemoryHex, q.ReadMemory},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			if err := q.Memset(ctx, ram, uint64(tc.size), 0xee); err != nil {
				t.Fatalf("Memset() = %v", err)
			}
			got := make([]byte, tc.size)
			if err := tc.read(ctx, ram, got); err != nil || !bytes.Equal(got, bytes.Repeat([]byte{0xee}, tc.size)) {
				t.Errorf("memory is not as Memset left it, %v", err)
			}
			if err := tc.write(ctx, ram, want[:tc.size]); err != nil {
				t.Fatalf("write: %v", err)
			}
			if err := tc.read(ctx, ram, got); err != nil || !bytes.Equal(got, want[:tc.size]) {
				t.Errorf("memory is not as it was written, %v", err)
			}
		})
	}
	stop(t, q)
}

func TestClock(t *testing.T) {
	q := pc(t)
	ctx := t.Context()
	before, err := q.ClockStep(ctx, time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	if now, err := q.ClockStep(ctx, 5*time.Second); err != nil || now != before+5*time.Second {
		t.Errorf("ClockStep() = %v, %v, want %v", now, err, before+5*time.Second)
	}
	if now, err := q.ClockSet(ctx, time.Hour); err != nil || now != time.Hour {
		t.Errorf("ClockSet() = %v, %v, want 1h", now, err)
	}
	if now, err := q.ClockStepNext(ctx); err != nil || now <= time.Hour {
		t.Errorf("ClockStepNext() = %v, %v, want more than 1h", now, err)
	}
	var refused *qtest.ReplyError
	if now, err := q.ClockSet(ctx, time.Minute); !errors.As(err, &refused) {
		t.Errorf("ClockSet() to the past = %v, %v, want a ReplyError", now, err)
	}
	stop(t, q)
}

// startTimer makes counter 0 of the programmable interval timer (Intel 8254 data sheet, "Control Word Format") tick every
// millisecond. Its output is input 0 of the IOAPIC as an intercept sees it.
func startTimer(t *testing.T, q *qtest.QEMU) {
	t.Helper()
	if err := q.InterceptIn(t.Context(), "ioapic"); err != nil {
		t.Fatal(err)
	}
	const divisor = 1193 // of 1193182 Hz
	for _, out := range []struct {
		port  uint16
		value uint32
	}{
		{0x43, 0x34}, // counter 0, low then high byte, mode 2 "Rate Generator"
		{0x40, divisor & 0xff},
		{0x40, divisor >> 8},
	} {
		if err := q.Out(t.Context(), qtest.Width8, out.port, out.value); err != nil {
			t.Fatal(err)
		}
	}
}

func TestInterrupts(t *testing.T) {
	q := pc(t)
	ctx := t.Context()
	startTimer(t, q)
	before := q.IRQCount(0)
	if _, err := q.ClockStep(ctx, 100*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if rises := q.IRQCount(0) - before; rises < 99 || rises > 101 {
		t.Errorf("line 0 rose %d times in 100 ms, want 100", rises)
	}
	var refused *qtest.ReplyError
	if err := q.InterceptIn(ctx, "/machine/i440fx"); !errors.As(err, &refused) {
		t.Errorf("second InterceptIn() = %v, want a ReplyError", err)
	}
	if err := q.InterceptOut(ctx, "/machine/nowhere"); !errors.As(err, &refused) {
		t.Errorf("InterceptOut() of nothing = %v, want a ReplyError", err)
	}
	if err := q.SetIRQIn(ctx, "ioapic", "", 5, 1); err != nil {
		t.Errorf("SetIRQIn() = %v", err)
	}
	if !q.IRQ(5) {
		t.Error("line 5 is low after it was set")
	}
	stop(t, q)
}

func TestRefusals(t *testing.T) {
	q := pc(t)
	ctx := t.Context()
	if _, err := q.RTAS(ctx, "get-time-of-day", 0, 0, 8, 0); !errors.Is(err, qtest.ErrUnknownCommand) {
		t.Errorf("RTAS() on a PC = %v, want ErrUnknownCommand", err)
	}
	var refused *qtest.ReplyError
	if err := q.ModuleLoad(ctx, "hw-", "nothing-of-that-name"); !errors.As(err, &refused) {
		t.Errorf("ModuleLoad() = %v, want a ReplyError", err)
	}
	stop(t, q)
}

func TestPoll(t *testing.T) {
	q := pc(t)
	startTimer(t, q)
	ticked := func(context.Context) (bool, error) { return q.IRQCount(0) >= 10, nil }
	if err := qtest.Poll(t.Context(), q, "ten ticks", ticked); err != nil {
		t.Errorf("Poll() = %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	var timeout *qtest.TimeoutError
	err := qtest.Poll(ctx, q, "a million ticks", func(context.Context) (bool, error) { return q.IRQCount(0) >= 1e6, nil })
	if !errors.As(err, &timeout) || timeout.Awaited != "a million ticks" {
		t.Errorf("Poll() = %v, want a TimeoutError", err)
	}
	stop(t, q)
}

func TestPostMany(t *testing.T) {
	const n = 200_000
	q := pc(t)
	for i := range uint64(n) {
		if err := q.Write(t.Context(), qtest.Width32, ram+4*i, i); err != nil {
			t.Fatalf("Write() = %v", err)
		}
	}
	got := make([]byte, 4*n)
	if err := q.ReadMemory(t.Context(), ram, got); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if v := int(got[4*i]) | int(got[4*i+1])<<8 | int(got[4*i+2])<<16 | int(got[4*i+3])<<24; v != i {
			t.Fatalf("word %d is %d", i, v)
		}
	}
	stop(t, q)
}

func TestConcurrentUse(t *testing.T) {
	const users, rounds = 8, 100
	q := pc(t)
	failures := make(chan error, users)
	for user := range uint64(users) {
		go func() {
			addr := ram + user<<12
			for i := range uint64(rounds) {
				if err := q.Write(t.Context(), qtest.Width64, addr, user<<32|i); err != nil {
					failures <- err
					return
				}
				if got, err := q.Read(t.Context(), qtest.Width64, addr); err != nil || got != user<<32|i {
					failures <- fmt.Errorf("user %d read %#x, %v, want %#x", user, got, err, user<<32|i)
					return
				}
			}
			failures <- nil
		}()
	}
	for range users {
		if err := <-failures; err != nil {
			t.Error(err)
		}
	}
	stop(t, q)
}
