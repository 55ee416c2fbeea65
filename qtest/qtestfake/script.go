package qtestfake

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/qgraph/qgraph/qtest"
)

// Step is one exchange of a script.
type Step struct {
	Want  string // the request, without its line end; "" waits for none
	Send  string // the literal answer: "OK\n", "IRQ raise 4\nOK 0x1\n", "garbage"
	Close bool   // closes the connection afterwards; then this is the last step
}

// Script plays steps to the Conn that it returns. t fails at the first request that differs, at a request after the last
// step, and at its end if steps remain.
func Script(t testing.TB, steps ...Step) *qtest.Conn {
	t.Helper()
	client, server := net.Pipe()
	result := make(chan error, 1)
	go func() {
		defer server.Close()
		result <- play(server, steps)
	}()
	conn := qtest.NewConn(client, qtest.ConnConfig{})
	t.Cleanup(func() {
		// Posted requests go out first. If that fails, the remaining steps report it.
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		_ = conn.Sync(ctx)
		cancel()
		conn.Close()
		if err := <-result; err != nil {
			t.Errorf("qtestfake: %v", err)
		}
	})
	return conn
}

// play plays steps and then waits for the other end to close.
func play(conn io.ReadWriter, steps []Step) error {
	r := bufio.NewReader(conn)
	for i, step := range steps {
		if step.Want != "" {
			got, err := r.ReadString('\n')
			if err != nil {
				return fmt.Errorf("%d of %d steps remain, the next wants %q", len(steps)-i, len(steps), step.Want)
			}
			if got := strings.TrimSuffix(got, "\n"); got != step.Want {
				return fmt.Errorf("step %d: got request %q, want %q", i+1, got, step.Want)
			}
		}
		if _, err := io.WriteString(conn, step.Send); err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
		if step.Close {
			return nil
		}
	}
	if got, err := r.ReadString('\n'); err == nil {
		return fmt.Errorf("got request %q after the last step", strings.TrimSuffix(got, "\n"))
	}
	return nil
}
