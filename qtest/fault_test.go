package qtest_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// peer returns a Conn and the other end of its connection, both closed when t ends.
func peer(t testing.TB, cfg qtest.ConnConfig) (*qtest.Conn, net.Conn) {
	t.Helper()
	client, server := net.Pipe()
	c := qtest.NewConn(client, cfg)
	t.Cleanup(func() { server.Close(); c.Close() })
	return c, server
}

// The mistakes that the peer can make while a command is under way.
func TestFaults(t *testing.T) {
	tests := []struct {
		name   string
		send   string
		close  bool
		want   string // the error's text
		closed bool   // ProtocolError.Closed
	}{
		{"garbage", "\x7fELF\x02\x01\n", false,
			`qtest: protocol error: neither OK, FAIL, ERR nor IRQ: got "\x7fELF\x02\x01" while waiting for the reply to "readl 0x10"`, false},
		{"empty line", "\n", false,
			`qtest: protocol error: neither OK, FAIL, ERR nor IRQ while waiting for the reply to "readl 0x10"`, false},
		{"lower case", "ok 0x1\n", false,
			`qtest: protocol error: neither OK, FAIL, ERR nor IRQ: got "ok 0x1" while waiting for the reply to "readl 0x10"`, false},
		{"word that begins with OK", "OKAY\n", false,
			`qtest: protocol error: neither OK, FAIL, ERR nor IRQ: got "OKAY" while waiting for the reply to "readl 0x10"`, false},
		{"bad interrupt", "IRQ raise\n", false,
			`qtest: protocol error: IRQ line without a number: got "IRQ raise" while waiting for the reply to "readl 0x10"`, false},
		{"unknown interrupt", "IRQ hold 1\n", false,
			`qtest: protocol error: IRQ line that is neither raise nor lower: got "IRQ hold 1" while waiting for the reply to "readl 0x10"`, false},
		{"half a line", "OK 0x12", true,
			`qtest: protocol error: connection closed by QEMU in the middle of a line: got "OK 0x12" while waiting for the reply to "readl 0x10"`, true},
		{"no reply", "", true,
			`qtest: protocol error: connection closed by QEMU while waiting for the reply to "readl 0x10"`, true},
		{"64 MiB", "OK 0x" + strings.Repeat("0", 64<<20) + "\n", false,
			`qtest: protocol error: line longer than 1024 bytes: got "OK 0x` + strings.Repeat("0", 91) + `... (65536 bytes)" while waiting for the reply to "readl 0x10"`, false},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			c, server := peer(t, qtest.ConnConfig{})
			go func() {
				readLine(server)
				io.WriteString(server, tc.send) // fails half way where the Conn gives up
				if tc.close {
					server.Close()
				}
			}()
			_, err := c.Read(t.Context(), qtest.Width32, 0x10)
			if err == nil {
				t.Fatal("Read() succeeded")
			}
			if diff := cmp.Diff(tc.want, err.Error()); diff != "" {
				t.Errorf("error mismatch (-want +got):\n%s", diff)
			}
			var protocol *qtest.ProtocolError
			if !errors.As(err, &protocol) || protocol.Closed != tc.closed {
				t.Errorf("error is %#v, want a ProtocolError with Closed = %v", protocol, tc.closed)
			}
			// The connection is unusable, and its errors say why.
			if _, again := c.In(t.Context(), qtest.Width8, 1); !errors.As(again, &protocol) {
				t.Errorf("next command: %v, want a ProtocolError", again)
			}
		})
	}
}

// readLine reads up to a line end.
func readLine(r io.Reader) (string, error) {
	var line []byte
	b := make([]byte, 1)
	for {
		if _, err := r.Read(b); err != nil || b[0] == '\n' {
			return string(line), err
		}
		line = append(line, b[0])
	}
}

func TestReplyToNoRequest(t *testing.T) {
	c, server := peer(t, qtest.ConnConfig{})
	if _, err := io.WriteString(server, "OK\n"); err != nil {
		t.Fatal(err)
	}
	if got, err := readLine(server); err == nil {
		t.Fatalf("got %q, want the Conn to give the connection up", got)
	}
	_, err := c.BigEndian(t.Context())
	if err == nil || !strings.Contains(err.Error(), `reply to no request: got "OK"`) {
		t.Errorf("BigEndian() = %v, want that a reply came to no request", err)
	}
}

func TestCommandTimeout(t *testing.T) {
	c, server := peer(t, qtest.ConnConfig{CommandTimeout: 20 * time.Millisecond})
	go readLine(server)
	_, err := c.Read(t.Context(), qtest.Width32, 0x10)
	var timeout *qtest.TimeoutError
	if !errors.As(err, &timeout) {
		t.Fatalf("Read() = %v, want a TimeoutError", err)
	}
	if want := `the reply to "readl 0x10"`; timeout.Awaited != want || timeout.After < 20*time.Millisecond {
		t.Errorf("waited %v for %s, want 20ms for %s", timeout.After, timeout.Awaited, want)
	}
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v is no context.DeadlineExceeded", err)
	}
}

func TestNearerDeadlineWins(t *testing.T) {
	c, server := peer(t, qtest.ConnConfig{CommandTimeout: time.Hour})
	go readLine(server)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	var timeout *qtest.TimeoutError
	if _, err := c.Read(ctx, qtest.Width32, 0x10); !errors.As(err, &timeout) {
		t.Errorf("Read() = %v, want a TimeoutError", err)
	}
}

func TestCancel(t *testing.T) {
	c, server := peer(t, qtest.ConnConfig{})
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("the user pressed Ctrl-C")
	go func() {
		readLine(server)
		cancel(why)
	}()
	_, err := c.Read(ctx, qtest.Width32, 0x10)
	if !errors.Is(err, why) {
		t.Errorf("Read() = %v, want the context's cause", err)
	}
}

// A peer that reads nothing must not hold a command up either.
func TestCancelWhileWriting(t *testing.T) {
	c, _ := peer(t, qtest.ConnConfig{CommandTimeout: 20 * time.Millisecond})
	var timeout *qtest.TimeoutError
	if _, err := c.Read(t.Context(), qtest.Width32, 0x10); !errors.As(err, &timeout) {
		t.Errorf("Read() = %v, want a TimeoutError", err)
	}
	_, err := c.BigEndian(t.Context())
	if err == nil || !strings.Contains(err.Error(), "an earlier request was given up before it was written") {
		t.Errorf("BigEndian() after half a request = %v", err)
	}
}

// The reply to a command that was given up is not taken for that of the next.
func TestLateReply(t *testing.T) {
	c, server := peer(t, qtest.ConnConfig{})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		readLine(server)
		cancel()
		readLine(server)
		io.WriteString(server, "OK 0x11\nOK 0x22\n")
	}()
	if _, err := c.Read(ctx, qtest.Width32, 0x10); !errors.Is(err, context.Canceled) {
		t.Errorf("first Read() = %v, want context.Canceled", err)
	}
	got, err := c.Read(t.Context(), qtest.Width32, 0x20)
	if err != nil || got != 0x22 {
		t.Errorf("second Read() = %#x, %v, want 0x22", got, err)
	}
}

func TestCloseFailsCommandsInFlight(t *testing.T) {
	c, server := peer(t, qtest.ConnConfig{})
	go func() {
		readLine(server)
		c.Close()
	}()
	if _, err := c.BigEndian(t.Context()); !errors.Is(err, net.ErrClosed) {
		t.Errorf("BigEndian() = %v, want net.ErrClosed", err)
	}
	if _, err := c.BigEndian(t.Context()); !errors.Is(err, net.ErrClosed) {
		t.Errorf("BigEndian() after Close = %v, want net.ErrClosed", err)
	}
}

// A large reply is accepted if it was requested.
func TestLongReplyThatWasAskedFor(t *testing.T) {
	m := qtestfake.NewMemory()
	c := m.Start(t)
	if err := c.ReadMemory(t.Context(), 0, make([]byte, 200<<10)); err != nil {
		t.Errorf("ReadMemory() = %v", err)
	}
}
