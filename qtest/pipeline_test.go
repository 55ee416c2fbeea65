package qtest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

func TestPipeline(t *testing.T) {
	m := qtestfake.NewMemory()
	c := m.Start(t)
	err := c.Pipeline(t.Context(), func(p *qtest.Pipeline) {
		p.Write(qtest.Width32, 0x1000, 0x12345678)
		p.Out(qtest.Width8, 0x70, 0xf)
		p.WriteMemory(0x2000, []byte("AB"))
		p.WriteMemoryHex(0x2002, []byte("CD"))
		p.Memset(0x3000, 2, 0xee)
	})
	if err != nil {
		t.Fatalf("Pipeline() = %v", err)
	}
	want := []string{
		"writel 0x1000 0x12345678",
		"outb 0x70 0xf",
		"b64write 0x2000 0x2 QUI=",
		"write 0x2002 0x2 0x4344",
		"memset 0x3000 0x2 0xee",
	}
	if diff := cmp.Diff(want, m.Requests()); diff != "" {
		t.Errorf("requests mismatch (-want +got):\n%s", diff)
	}
	if got := string(m.Bytes(0x2000, 4)); got != "ABCD" {
		t.Errorf("memory holds %q, want ABCD", got)
	}
}

// The peer of a net.Pipe holds nothing: it can only read when its replies are taken. So any number must go through.
func TestPipelineOfMany(t *testing.T) {
	const n = 50_000
	m := qtestfake.NewMemory()
	c := m.Start(t)
	err := c.Pipeline(t.Context(), func(p *qtest.Pipeline) {
		for i := range uint64(n) {
			p.Write(qtest.Width32, 4*i, i)
		}
	})
	if err != nil {
		t.Fatalf("Pipeline() = %v", err)
	}
	if got := len(m.Requests()); got != n {
		t.Errorf("%d requests came, want %d", got, n)
	}
	v, err := c.Read(t.Context(), qtest.Width32, 4*(n-1))
	if err != nil || v != n-1 {
		t.Errorf("the last word is %#x, %v, want %#x", v, err, n-1)
	}
}

func TestPipelineOfNone(t *testing.T) {
	c := qtestfake.Script(t)
	if err := c.Pipeline(t.Context(), func(*qtest.Pipeline) {}); err != nil {
		t.Errorf("Pipeline() = %v", err)
	}
}

func TestPipelineRefused(t *testing.T) {
	c := qtestfake.Script(t,
		qtestfake.Step{Want: "writeb 0x0 0x0", Send: "OK\n"},
		qtestfake.Step{Want: "writeb 0x1 0x0", Send: "FAIL first\n"},
		qtestfake.Step{Want: "writeb 0x2 0x0", Send: "ERR second\n"},
		qtestfake.Step{Want: "writeb 0x3 0x0", Send: "OK\n"},
		qtestfake.Step{Want: "endianness", Send: "OK little\n"},
	)
	err := c.Pipeline(t.Context(), func(p *qtest.Pipeline) {
		for i := range uint64(4) {
			p.Write(qtest.Width8, i, 0)
		}
	})
	want := &qtest.ReplyError{Request: "writeb 0x1 0x0", Reply: "FAIL first"}
	var got *qtest.ReplyError
	if !errors.As(err, &got) {
		t.Fatalf("Pipeline() = %v, want a ReplyError", err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("error mismatch (-want +got):\n%s", diff)
	}
	if _, err := c.BigEndian(t.Context()); err != nil {
		t.Errorf("BigEndian() afterwards = %v", err)
	}
}

func TestPipelineArguments(t *testing.T) {
	tests := []struct {
		name  string
		queue func(p *qtest.Pipeline)
		want  string
	}{
		{"value", func(p *qtest.Pipeline) { p.Write(qtest.Width8, 0, 0x100) }, "qtest: value 0x100 does not fit a 8-bit access"},
		{"port", func(p *qtest.Pipeline) { p.Out(qtest.Width64, 0, 0) }, "qtest: 64-bit access to port 0x0: ports are at most 32 bits wide"},
		{"memory", func(p *qtest.Pipeline) { p.WriteMemory(1<<64-1, []byte{1, 2}) }, "qtest: 2 bytes at 0xffffffffffffffff end beyond the address space"},
		{"memset", func(p *qtest.Pipeline) { p.Memset(1<<64-1, 2, 0) }, "qtest: 2 bytes at 0xffffffffffffffff end beyond the address space"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			c := qtestfake.Script(t) // nothing is sent, neither before nor after
			err := c.Pipeline(t.Context(), func(p *qtest.Pipeline) {
				p.Write(qtest.Width8, 0, 0)
				tc.queue(p)
				p.Write(qtest.Width8, 0, 0)
			})
			if err == nil || err.Error() != tc.want {
				t.Errorf("Pipeline() = %v, want %s", err, tc.want)
			}
		})
	}
}

// A peer that reads everything and answers some of it, or nothing.
func TestPipelineTimeout(t *testing.T) {
	tests := []struct {
		name    string
		replies string
		want    string
	}{
		{"no reply", "", `qtest: waiting for 3 replies, the last to "writeb 0x2 0x0": nothing within 50ms`},
		{"all but one", "OK\nOK\n", `qtest: waiting for the reply to "writeb 0x2 0x0": nothing within 50ms`},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			c, server := peer(t, qtest.ConnConfig{CommandTimeout: 50 * time.Millisecond})
			go func() {
				for range 3 {
					readLine(server)
				}
				io.WriteString(server, tc.replies)
			}()
			err := c.Pipeline(t.Context(), func(p *qtest.Pipeline) {
				for i := range uint64(3) {
					p.Write(qtest.Width8, i, 0)
				}
			})
			if err == nil || err.Error() != tc.want {
				t.Errorf("Pipeline() = %v, want %s", err, tc.want)
			}
		})
	}
}

// A peer that answers slowly, but does answer, is waited for.
func TestPipelineProgress(t *testing.T) {
	const limit = 600 * time.Millisecond
	c, server := peer(t, qtest.ConnConfig{CommandTimeout: limit})
	go func() {
		go io.Copy(io.Discard, server)
		tick := time.NewTicker(limit / 4)
		defer tick.Stop()
		for range 8 {
			<-tick.C
			io.WriteString(server, "OK\n")
		}
	}()
	start := time.Now()
	err := c.Pipeline(t.Context(), func(p *qtest.Pipeline) {
		for range 8 {
			p.Write(qtest.Width8, 0, 0)
		}
	})
	if took := time.Since(start); err != nil || took < limit {
		t.Errorf("Pipeline() = %v after %v, want nil after more than the limit, %v", err, took, limit)
	}
}

// A peer that reads nothing.
func TestPipelineBlocked(t *testing.T) {
	c, _ := peer(t, qtest.ConnConfig{})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	err := c.Pipeline(ctx, func(p *qtest.Pipeline) { p.Memset(0, 1<<40, 0) })
	var timeout *qtest.TimeoutError
	if !errors.As(err, &timeout) || !strings.Contains(timeout.Awaited, "QEMU to read") {
		t.Errorf("Pipeline() = %v, want a TimeoutError about QEMU not reading", err)
	}
}

func TestPipelineLost(t *testing.T) {
	c := qtestfake.Script(t,
		qtestfake.Step{Want: "writeb 0x0 0x0", Send: "OK\n"},
		qtestfake.Step{Want: "writeb 0x1 0x0", Close: true},
	)
	err := c.Pipeline(t.Context(), func(p *qtest.Pipeline) {
		for i := range uint64(3) {
			p.Write(qtest.Width8, i, 0)
		}
	})
	const want = "qtest: protocol error: connection closed by QEMU while waiting for the reply to \"writeb 0x1 0x0\""
	if err == nil || err.Error() != want {
		t.Errorf("Pipeline() = %v, want %s", err, want)
	}
}

// Many goroutines use one Conn in every way at once; each must get its own answers. For the race detector, too.
func TestConcurrentUse(t *testing.T) {
	const users, rounds = 16, 50
	m := qtestfake.NewMemory()
	c := m.Start(t)
	failures := make(chan error, users)
	for user := range uint64(users) {
		go func() { failures <- useConn(t.Context(), c, user, rounds) }()
	}
	for range rounds {
		if err := m.SetIRQ(3, true); err != nil {
			t.Error(err)
		}
		if err := m.SetIRQ(3, false); err != nil {
			t.Error(err)
		}
	}
	for range users {
		if err := <-failures; err != nil {
			t.Error(err)
		}
	}
	if _, err := c.BigEndian(t.Context()); err != nil { // lines are as recent as the last reply
		t.Error(err)
	}
	if got := c.IRQCount(3); got != rounds {
		t.Errorf("line 3 rose %d times, want %d", got, rounds)
	}
}

// useConn writes words of its own and reads them back.
func useConn(ctx context.Context, c *qtest.Conn, user, rounds uint64) error {
	base := user << 16
	for i := range rounds {
		if err := c.Write(ctx, qtest.Width64, base, user<<32|i); err != nil {
			return err
		}
		if got, err := c.Read(ctx, qtest.Width64, base); err != nil || got != user<<32|i {
			return fmt.Errorf("user %d, round %d: read %#x, %v", user, i, got, err)
		}
		err := c.Pipeline(ctx, func(p *qtest.Pipeline) {
			p.Write(qtest.Width32, base+8, i)
			p.WriteMemory(base+16, []byte(fmt.Sprintf("%08d%08d", user, i)))
		})
		if err != nil {
			return err
		}
		got := make([]byte, 16)
		if err := c.ReadMemory(ctx, base+16, got); err != nil || string(got) != fmt.Sprintf("%08d%08d", user, i) {
			return fmt.Errorf("user %d, round %d: read block %q, %v", user, i, got, err)
		}
		if _, err := c.ClockStep(ctx, 1); err != nil {
			return err
		}
	}
	return nil
}
