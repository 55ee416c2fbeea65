package qtest_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/qgraph/qgraph/qtest"
)

// The error of a command during which QEMU ends.
func TestEndDuringCommand(t *testing.T) {
	tests := []struct {
		name string
		addr uint64
		want string
	}{
		{"crash", crashAddr, `qtest: QEMU was killed by signal SIGSEGV while waiting for the reply to "readl 0xdead0000"`},
		{"abort", abortAddr, `qtest: QEMU was killed by signal SIGABRT while waiting for the reply to "readl 0xdead1000": ` +
			"../hw/fake.c:12: fake_read: Assertion `addr' failed."},
		{"exit", exitAddr, `qtest: QEMU exited with status 7 while waiting for the reply to "readl 0xdead4000"`},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			checkGoroutines(t)
			q := start(t, fakeConfig(t, "quiet"))
			_, err := q.Read(t.Context(), qtest.Width32, tc.addr)
			if got := firstLine(err); got != tc.want {
				t.Errorf("Read() = %s, want %s", got, tc.want)
			}
			var exit *qtest.ExitError
			if !errors.As(err, &exit) {
				t.Errorf("Read() = %v, want an ExitError", err)
			}
			if err := q.Stop(t.Context()); !errors.As(err, &exit) {
				t.Errorf("Stop() = %v, want an ExitError", err)
			}
			if err := q.Err(); !errors.As(err, &exit) {
				t.Errorf("Err() = %v, want an ExitError", err)
			}
		})
	}
}

func TestEndDuringQMPCommand(t *testing.T) {
	q := start(t, fakeConfig(t, "serve"))
	err := execute(t.Context(), q, "crash")
	const want = "qtest: QEMU was killed by signal SIGSEGV while waiting for the reply to crash"
	if got, _, _ := strings.Cut(firstLine(err), ": in "); got != want {
		t.Errorf("crash = %s, want %s", got, want)
	}
}

func TestEndAfterPost(t *testing.T) {
	q := start(t, fakeConfig(t, "quiet"))
	if err := q.Write(t.Context(), qtest.Width8, 0, 0); err != nil {
		t.Errorf("Write() = %v", err)
	}
	q.Kill()
	<-q.Done()
	err := q.Sync(t.Context())
	if !errors.Is(err, qtest.ErrStopped) {
		t.Errorf("Sync() = %v, want ErrStopped", err)
	}
	if want := `while waiting for the reply to "writeb 0x0 0x0"`; err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("Sync() = %v, want one %s", err, want)
	}
}

// TestAwaitExit checks that an end with the awaited status is an orderly one, and no other is.
func TestAwaitExit(t *testing.T) {
	const given = 7 // see exitAddr
	for _, tc := range []struct {
		status  int
		orderly bool
	}{{given, true}, {given + 1, false}, {0, false}} {
		q := start(t, fakeConfig(t, "quiet"))
		if _, err := q.Read(t.Context(), qtest.Width32, exitAddr); err == nil {
			t.Error("Read() = nil, want an error: QEMU exits")
		}
		if err := q.AwaitExit(t.Context(), tc.status); (err == nil) != tc.orderly {
			t.Errorf("AwaitExit(%d) = %v, orderly: %t", tc.status, err, tc.orderly)
		}
		for what, err := range map[string]error{"Err": q.Err(), "Stop": q.Stop(t.Context())} {
			if (err == nil) != tc.orderly {
				t.Errorf("%s() after AwaitExit(%d) = %v, orderly: %t", what, tc.status, err, tc.orderly)
			}
		}
	}
}

func TestOneChannelCloses(t *testing.T) {
	q := start(t, fakeConfig(t, "serve"))
	_, err := q.Read(t.Context(), qtest.Width32, closeAddr)
	const want = `qtest: protocol error: connection closed by QEMU while waiting for the reply to "readl 0xdead3000", and QEMU still runs`
	if got := firstLine(err); got != want {
		t.Errorf("Read() = %s, want %s", got, want)
	}
	if err := q.Stop(t.Context()); err != nil {
		t.Errorf("Stop() = %v", err)
	}
}

func TestHangDuringCommand(t *testing.T) {
	cfg := fakeConfig(t, "serve")
	cfg.CommandTimeout = 2 * time.Second
	q := start(t, cfg)
	var timeout *qtest.TimeoutError
	if _, err := q.Read(t.Context(), qtest.Width32, hangAddr); !errors.As(err, &timeout) {
		t.Errorf("Read() = %v, want a TimeoutError", err)
	}
	if err := q.Stop(t.Context()); err != nil {
		t.Errorf("Stop() = %v", err)
	}
}
