package qtest_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/qgraph/qgraph/qtest"
)

func TestStop(t *testing.T) {
	t.Run("deaf", func(t *testing.T) {
		checkGoroutines(t)
		q := start(t, fakeConfig(t, "deaf"))
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		err := q.Stop(ctx)
		var exit *qtest.ExitError
		if !errors.As(err, &exit) || exit.Signal != syscall.SIGKILL {
			t.Fatalf("Stop() = %v, want an ExitError about SIGKILL", err)
		}
		if want := "qtest: QEMU was killed by signal SIGKILL while being stopped: it had not ended after "; !strings.HasPrefix(err.Error(), want) {
			t.Errorf("Stop() = %v, want %s...", err, want)
		}
		if again := q.Stop(t.Context()); !errors.Is(again, err) {
			t.Errorf("second Stop() = %v, want %v", again, err)
		}
	})
	t.Run("context cancelled", func(t *testing.T) {
		q := start(t, fakeConfig(t, "deaf"))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		const want = "qtest: QEMU was killed by signal SIGKILL while being stopped: the context was cancelled"
		if err := q.Stop(ctx); firstLine(err) != want {
			t.Errorf("Stop() = %v, want %s", err, want)
		}
	})
	t.Run("bad status", func(t *testing.T) {
		q := start(t, fakeConfig(t, "quits badly"))
		var exit *qtest.ExitError
		if err := q.Close(); !errors.As(err, &exit) || exit.Status != 3 {
			t.Errorf("Close() = %v, want an ExitError about status 3", err)
		}
	})
	t.Run("does not know quit", func(t *testing.T) {
		q := start(t, fakeConfig(t, "does not know quit"))
		if err := q.Stop(t.Context()); err != nil {
			t.Errorf("Stop() = %v", err)
		}
		if !strings.Contains(q.Output(), "terminating on signal 15") {
			t.Errorf("output is %q, want that SIGTERM came", q.Output())
		}
	})
	t.Run("killed", func(t *testing.T) {
		checkGoroutines(t)
		q := start(t, fakeConfig(t, "deaf"))
		q.Kill()
		if err := q.Stop(t.Context()); err != nil {
			t.Errorf("Stop() after Kill = %v", err)
		}
		if err := q.Err(); err != nil {
			t.Errorf("Err() after Kill = %v", err)
		}
	})
}

func TestStopDuringCommand(t *testing.T) {
	checkGoroutines(t)
	cfg := fakeConfig(t, "serve")
	sent := make(chan struct{})
	cfg.Observer = &requestSent{line: "readl 0xdead2000", sent: sent}
	q := start(t, cfg)
	failed := make(chan error, 1)
	go func() {
		_, err := q.Read(t.Context(), qtest.Width32, hangAddr)
		failed <- err
	}()
	<-sent
	if err := q.Stop(t.Context()); err != nil {
		t.Errorf("Stop() = %v", err)
	}
	if err := <-failed; !errors.Is(err, qtest.ErrStopped) {
		t.Errorf("Read() = %v, want ErrStopped", err)
	}
}

// requestSent closes sent when a request is sent.
type requestSent struct {
	recorder
	line string
	sent chan struct{}
}

func (r *requestSent) QtestSent(_ context.Context, at time.Time, line []byte) {
	if string(line) == r.line {
		close(r.sent)
	}
}

// Processes that QEMU started end with it, and cannot delay its end.
func TestChildren(t *testing.T) {
	checkGoroutines(t)
	q := start(t, fakeConfig(t, "leaves a child"))
	text, _, _ := strings.Cut(strings.TrimPrefix(q.Output(), "child "), "\n")
	pid, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("output is %q, want the child's number", q.Output())
	}
	gone := awaitEnd(t, pid)
	if err := q.Stop(t.Context()); err != nil {
		t.Errorf("Stop() = %v", err)
	}
	gone()
}
