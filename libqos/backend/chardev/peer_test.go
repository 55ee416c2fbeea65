package chardev_test

import (
	"context"
	"errors"
	"os"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/qgraph/qgraph/libqos/backend/chardev"
)

// pair returns the two ends of a connection.
func pair(t *testing.T) (near, far *chardev.Peer) {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	var ends [2]*chardev.Peer
	for i, fd := range fds {
		f := os.NewFile(uintptr(fd), "end")
		ends[i], err = chardev.NewPeer("end", f)
		if err != nil {
			t.Fatal(err)
		}
		f.Close()
		t.Cleanup(func() { ends[i].Close() })
	}
	return ends[0], ends[1]
}

func TestPeerPassesBytes(t *testing.T) {
	near, far := pair(t)
	const want = "bytes"
	for _, part := range []string{want[:2], want[2:]} {
		if err := near.Send(t.Context(), []byte(part)); err != nil {
			t.Fatal(err)
		}
	}
	got, err := far.Receive(t.Context(), len(want))
	if err != nil || string(got) != want {
		t.Errorf("received %q, %v, want %q", got, err, want)
	}
}

func TestReceiveEndsWithContext(t *testing.T) {
	near, far := pair(t)
	if err := near.Send(t.Context(), []byte("a")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got, err := far.Receive(ctx, 2); !errors.Is(err, context.Canceled) {
		t.Errorf("received %q, %v, want %v", got, err, context.Canceled)
	}
}
