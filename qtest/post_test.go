package qtest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// Posted requests go out with the next request that waits, in their order.
func TestPostOrder(t *testing.T) {
	ctx := t.Context()
	m := qtestfake.NewMemory()
	c := m.Start(t)
	for _, post := range []func() error{
		func() error { return c.Write(ctx, qtest.Width32, 0x1000, 0x12345678) },
		func() error { return c.Out(ctx, qtest.Width8, 0x70, 0xf) },
		func() error { return c.WriteMemory(ctx, 0x2000, []byte("AB")) },
		func() error { return c.WriteMemoryHex(ctx, 0x2002, []byte("CD")) },
		func() error { return c.Memset(ctx, 0x3000, 2, 0xee) },
		func() error { return c.SetIRQIn(ctx, "x", "", 1, 1) },
	} {
		if err := post(); err != nil {
			t.Fatal(err)
		}
	}
	if got := m.Requests(); len(got) > 0 {
		t.Errorf("%q came before anybody waited", got)
	}
	if v, err := c.Read(ctx, qtest.Width16, 0x2000); err != nil || v != 0x4241 {
		t.Errorf("Read() = %#x, %v, want 0x4241", v, err)
	}
	want := []string{
		"writel 0x1000 0x12345678",
		"outb 0x70 0xf",
		"b64write 0x2000 0x2 QUI=",
		"write 0x2002 0x2 0x4344",
		"memset 0x3000 0x2 0xee",
		"set_irq_in x unnamed-gpio-in 1 1",
		"readw 0x2000",
	}
	if diff := cmp.Diff(want, m.Requests()); diff != "" {
		t.Errorf("requests mismatch (-want +got):\n%s", diff)
	}
	n := c.Counts()
	if n.Commands != len(want) || n.Waited != 1 || n.Verbs["writel"] != 1 {
		t.Errorf("Counts() = %+v, want %d commands, 1 wait, 1 writel", n, len(want))
	}
}

// Each way to look at QEMU waits until it has carried out the posted requests.
func TestSync(t *testing.T) {
	for _, tc := range []struct {
		name string
		look func(c *qtest.Conn) error
	}{
		{"Sync", func(c *qtest.Conn) error { return c.Sync(t.Context()) }},
		{"IRQ", func(c *qtest.Conn) error { c.IRQ(1); return nil }},
		{"IRQCount", func(c *qtest.Conn) error { c.IRQCount(1); return nil }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := qtestfake.NewMemory()
			c := m.Start(t)
			for i := range uint64(3) {
				if err := c.Write(t.Context(), qtest.Width8, i, i+1); err != nil {
					t.Fatal(err)
				}
			}
			if err := tc.look(c); err != nil {
				t.Fatal(err)
			}
			if got := string(m.Bytes(0, 3)); got != "\x01\x02\x03" {
				t.Errorf("memory holds %q, want 1 2 3", got)
			}
			if n := c.Counts(); n.Waited != 1 {
				t.Errorf("%d waits, want 1", n.Waited)
			}
		})
	}
}

func TestSyncOfNothing(t *testing.T) {
	c := qtestfake.Script(t)
	if err := c.Sync(t.Context()); err != nil {
		t.Errorf("Sync() = %v", err)
	}
	if n := c.Counts(); n.Waited != 0 {
		t.Errorf("%d waits, want none", n.Waited)
	}
}

// A net.Pipe has no buffer: the peer can read only while its replies are taken. So any number must go through.
func TestPostMany(t *testing.T) {
	const n = 50_000
	m := qtestfake.NewMemory()
	c := m.Start(t)
	for i := range uint64(n) {
		if err := c.Write(t.Context(), qtest.Width32, 4*i, i); err != nil {
			t.Fatalf("Write() = %v", err)
		}
	}
	v, err := c.Read(t.Context(), qtest.Width32, 4*(n-1))
	if err != nil || v != n-1 {
		t.Errorf("the last word is %#x, %v, want %#x", v, err, n-1)
	}
	if got := len(m.Requests()); got != n+1 {
		t.Errorf("%d requests came, want %d", got, n+1)
	}
}

// The call after a refusal names the refused request, and the call after that succeeds.
func TestPostRefused(t *testing.T) {
	for _, tc := range []struct {
		name  string
		reply string
		want  string
	}{
		{"refused", "FAIL first", `qtest: "writeb 0x1 0x0": FAIL first`},
		{"unexpected value", "OK 1", `qtest: protocol error: unexpected value in the reply to "writeb 0x1 0x0": got "1"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := qtestfake.Script(t,
				qtestfake.Step{Want: "writeb 0x0 0x0", Send: "OK\n"},
				qtestfake.Step{Want: "writeb 0x1 0x0", Send: tc.reply + "\n"},
				qtestfake.Step{Want: "writeb 0x2 0x0", Send: "ERR second\n"},
				qtestfake.Step{Want: "readb 0x3", Send: "OK 0x1\n"},
				qtestfake.Step{Want: "readb 0x4", Send: "OK 0x2\n"},
			)
			for i := range uint64(3) {
				if err := c.Write(t.Context(), qtest.Width8, i, 0); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := c.Read(t.Context(), qtest.Width8, 3); err == nil || err.Error() != tc.want {
				t.Errorf("Read() = %v, want %s", err, tc.want)
			}
			if v, err := c.Read(t.Context(), qtest.Width8, 4); err != nil || v != 2 {
				t.Errorf("next Read() = %d, %v, want 2", v, err)
			}
		})
	}
}

// A look at a line keeps a refusal for the next call that can return it.
func TestPostRefusedBeforeLook(t *testing.T) {
	c := qtestfake.Script(t, qtestfake.Step{Want: "writeb 0x1 0x0", Send: "FAIL no\n"})
	if err := c.Write(t.Context(), qtest.Width8, 1, 0); err != nil {
		t.Fatal(err)
	}
	if c.IRQ(1) {
		t.Error("line 1 is raised")
	}
	if err := c.Sync(t.Context()); err == nil {
		t.Error("Sync() = nil, want the refusal")
	}
	if err := c.Sync(t.Context()); err != nil {
		t.Errorf("second Sync() = %v, want nil: the first Sync returned the refusal", err)
	}
}

// A peer that reads everything and answers some of it, or nothing: the error names the request that it is at.
func TestPostTimeout(t *testing.T) {
	tests := []struct {
		name    string
		replies string
		wait    func(ctx context.Context, c *qtest.Conn) error
		want    string
	}{
		{"no reply", "", waitAll, `qtest: waiting for the reply to "writeb 0x0 0x0": nothing within 50ms`},
		{"all but one", "OK\nOK\n", waitAll, `qtest: waiting for the reply to "writeb 0x2 0x0": nothing within 50ms`},
		{"before a read", "OK\n", read, `qtest: waiting for the reply to "writeb 0x1 0x0", which comes before the one to "readb 0x9": nothing within 50ms`},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			c, server := peer(t, qtest.ConnConfig{CommandTimeout: 50 * time.Millisecond})
			go func() {
				for range 3 {
					readLine(server)
				}
				go io.Copy(io.Discard, server)
				io.WriteString(server, tc.replies)
			}()
			for i := range uint64(3) {
				if err := c.Write(t.Context(), qtest.Width8, i, 0); err != nil {
					t.Fatal(err)
				}
			}
			err := tc.wait(t.Context(), c)
			if err == nil {
				t.Fatal("got no error")
			}
			got := regexp.MustCompile(`nothing within \d+ms`).ReplaceAllString(err.Error(), "nothing within 50ms")
			if got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

func waitAll(ctx context.Context, c *qtest.Conn) error { return c.Sync(ctx) }

func read(ctx context.Context, c *qtest.Conn) error {
	_, err := c.Read(ctx, qtest.Width8, 9)
	return err
}

// A Conn waits for a peer that answers slowly.
func TestPostProgress(t *testing.T) {
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
	for range 8 {
		if err := c.Write(t.Context(), qtest.Width8, 0, 0); err != nil {
			t.Fatal(err)
		}
	}
	err := c.Sync(t.Context())
	if took := time.Since(start); err != nil || took < limit {
		t.Errorf("Sync() = %v after %v, want nil after more than the limit, %v", err, took, limit)
	}
}

// A peer that reads nothing holds up requests beyond the buffer.
func TestPostBlocked(t *testing.T) {
	c, _ := peer(t, qtest.ConnConfig{})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	var timeout *qtest.TimeoutError
	if err := c.Memset(ctx, 0, 1<<40, 0); !errors.As(err, &timeout) {
		t.Errorf("Memset() = %v, want a TimeoutError", err)
	}
}

// The request that QEMU ended at is named, not the one that was waited for.
func TestPostLost(t *testing.T) {
	for _, tc := range []struct {
		name string
		wait func(ctx context.Context, c *qtest.Conn) error
		want string
	}{
		{"sync", waitAll, `qtest: protocol error: connection closed by QEMU while waiting for the reply to "writeb 0x1 0x0"`},
		{"read", read, `qtest: protocol error: connection closed by QEMU while waiting for the reply to "writeb 0x1 0x0", which comes before the one to "readb 0x9"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := qtestfake.Script(t,
				qtestfake.Step{Want: "writeb 0x0 0x0", Send: "OK\n"},
				qtestfake.Step{Want: "writeb 0x1 0x0", Close: true},
			)
			for i := range uint64(2) {
				if err := c.Write(t.Context(), qtest.Width8, i, 0); err != nil {
					t.Fatal(err)
				}
			}
			if err := tc.wait(t.Context(), c); err == nil || err.Error() != tc.want {
				t.Errorf("got %v, want %s", err, tc.want)
			}
			if n := c.Answered(); n != 1 {
				t.Errorf("Answered() = %d, want 1", n)
			}
			if err := c.Write(t.Context(), qtest.Width8, 5, 0); err == nil {
				t.Error("Write() afterwards succeeded")
			}
		})
	}
}

// A connection that ended before anybody waited has the same to say: at which request it was.
func TestPostLostBeforeWait(t *testing.T) {
	const at = `connection closed by QEMU while waiting for the reply to "writeb 0x1 0x0"`
	for name, tc := range map[string]struct {
		wait func(ctx context.Context, c *qtest.Conn) error
		want string
	}{
		"read": {read, at + `, which comes before the one to "readb 0x9"`},
		"post": {post, at + `, which comes before the one to "writeb 0x9 0x0"`},
	} {
		t.Run(name, func(t *testing.T) {
			c := qtestfake.Script(t, qtestfake.Step{Want: "writeb 0x1 0x0", Close: true})
			if err := c.Write(t.Context(), qtest.Width8, 1, 0); err != nil {
				t.Fatal(err)
			}
			c.IRQ(1)
			if err := tc.wait(t.Context(), c); err == nil || err.Error() != "qtest: protocol error: "+tc.want {
				t.Errorf("got %v, want %s", err, tc.want)
			}
		})
	}
}

func post(ctx context.Context, c *qtest.Conn) error { return c.Write(ctx, qtest.Width8, 9, 0) }

// A peer that answers once and then no more is given up when it has been silent for the limit, and not later.
func TestPostSilence(t *testing.T) {
	const limit = time.Second
	c, server := peer(t, qtest.ConnConfig{CommandTimeout: limit})
	go func() {
		readLine(server)
		go io.Copy(io.Discard, server)
		io.WriteString(server, "OK\n")
	}()
	start := time.Now()
	for range 2 {
		if err := c.Write(t.Context(), qtest.Width8, 0, 0); err != nil {
			t.Fatal(err)
		}
	}
	var timeout *qtest.TimeoutError
	err := c.Sync(t.Context())
	if took := time.Since(start); !errors.As(err, &timeout) || took > limit*8/5 {
		t.Errorf("Sync() = %v after %v, want a TimeoutError after %v", err, took, limit)
	}
}

// A peer that was given up is not waited for again by who looks at lines: that has no context to end it.
func TestLookAtSilentPeer(t *testing.T) {
	c, server := peer(t, qtest.ConnConfig{CommandTimeout: 20 * time.Millisecond})
	go io.Copy(io.Discard, server)
	if err := c.Write(t.Context(), qtest.Width8, 0, 0); err != nil {
		t.Fatal(err)
	}
	c.IRQ(1)
	waited := c.Counts().Waited
	c.IRQ(1)
	c.IRQCount(1)
	if now := c.Counts().Waited; waited != 1 || now != waited {
		t.Errorf("looks at lines waited %d times, then %d more, want 1 and none", waited, now-waited)
	}
	var timeout *qtest.TimeoutError
	if err := c.Sync(t.Context()); !errors.As(err, &timeout) {
		t.Errorf("Sync() = %v, want a TimeoutError", err)
	}
}

// A look at lines ends at the deadline of the last request.
func TestLookEndsInTime(t *testing.T) {
	c, server := peer(t, qtest.ConnConfig{CommandTimeout: time.Hour})
	go io.Copy(io.Discard, server)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := c.Write(ctx, qtest.Width8, 0, 0); err != nil {
		t.Fatal(err)
	}
	c.IRQ(1)
	<-ctx.Done()
	if n := c.Counts().Waited; n != 1 {
		t.Errorf("the look waited %d times, want 1", n)
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
		if err := c.Write(ctx, qtest.Width32, base+8, i); err != nil {
			return err
		}
		if err := c.WriteMemory(ctx, base+16, fmt.Appendf(nil, "%08d%08d", user, i)); err != nil {
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
