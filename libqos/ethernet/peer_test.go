package ethernet_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"github.com/qgraph/qgraph/libqos/ethernet"
)

// newPeer returns a peer and the socket that QEMU would have.
func newPeer(t *testing.T) (*ethernet.Peer, *os.File) {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	// Little room, so that a long frame goes out in pieces.
	if err := unix.SetsockoptInt(fds[0], unix.SOL_SOCKET, unix.SO_SNDBUF, 8192); err != nil {
		t.Fatal(err)
	}
	ours, theirs := os.NewFile(uintptr(fds[0]), "ours"), os.NewFile(uintptr(fds[1]), "theirs")
	t.Cleanup(func() { ours.Close(); theirs.Close() })
	p, err := ethernet.NewPeer(ours)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p, theirs
}

func write(t *testing.T, f *os.File, b ...byte) {
	t.Helper()
	if _, err := f.Write(b); err != nil {
		t.Fatal(err)
	}
}

func short(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	t.Cleanup(cancel)
	return ctx
}

func TestPeerSend(t *testing.T) {
	p, qemu := newPeer(t)
	if err := p.Send(t.Context(), []byte("abc")); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 16)
	n, err := qemu.Read(got)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]byte("\x00\x00\x00\x03abc"), got[:n]); diff != "" {
		t.Errorf("what QEMU reads mismatch (-want +got):\n%s", diff)
	}
}

func TestPeerSendLimits(t *testing.T) {
	p, _ := newPeer(t)
	if err := p.Send(t.Context(), make([]byte, ethernet.MaxFrame+1)); err == nil {
		t.Error("Send of a frame that is too long succeeded")
	}
	// Nobody reads: the socket fills, a frame goes out in part, and the peer says so.
	var err error
	for range 1000 {
		if err = p.Send(short(t), make([]byte, ethernet.MaxFrame)); err != nil {
			break
		}
	}
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("Send into a full socket = %v, want a deadline that passed", err)
	}
	if err := p.Send(short(t), []byte("x")); err == nil || !strings.Contains(err.Error(), "went out in part") {
		t.Errorf("Send after a partial frame = %v", err)
	}
}

func TestPeerReceive(t *testing.T) {
	p, qemu := newPeer(t)
	// The first frame comes in pieces, the second together with its end.
	write(t, qemu, 0, 0)
	if _, err := p.Receive(short(t)); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("Receive of half a length = %v, want a deadline that passed", err)
	}
	write(t, qemu, 0, 3, 'a')
	if _, err := p.Receive(short(t)); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("Receive of a third of a frame = %v, want a deadline that passed", err)
	}
	write(t, qemu, 'b', 'c', 0, 0, 0, 1, 'd', 0, 0, 0, 0)
	for _, want := range []string{"abc", "d", ""} {
		got, err := p.Receive(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("Receive() = %q, want %q", got, want)
		}
	}
}

func TestPeerReceiveCancelled(t *testing.T) {
	p, qemu := newPeer(t)
	ctx, cancel := context.WithCancel(t.Context())
	stop := time.AfterFunc(5*time.Millisecond, cancel)
	defer stop.Stop()
	if _, err := p.Receive(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("Receive with a cancelled context = %v", err)
	}
	write(t, qemu, 0, 0, 0, 1, 'x') // The peer is as good as before.
	if got, err := p.Receive(t.Context()); err != nil || !bytes.Equal(got, []byte("x")) {
		t.Errorf("Receive() = %q, %v", got, err)
	}
}

func TestPeerReceiveFaults(t *testing.T) {
	for _, tc := range []struct {
		name string
		sent []byte
		want string
	}{
		{"QEMU went away", nil, "ethernet: receive: EOF"},
		{"QEMU went away within a frame", []byte{0, 0, 0, 9, 1}, "ethernet: receive: unexpected EOF"},
		{"an absurd length", []byte{0, 1, 0x10, 1}, "ethernet: receive: a frame of 69633 bytes is announced, at most 69632 can come"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, qemu := newPeer(t)
			write(t, qemu, tc.sent...)
			qemu.Close()
			if _, err := p.Receive(t.Context()); err == nil || err.Error() != tc.want {
				t.Errorf("Receive() = %v, want %s", err, tc.want)
			}
		})
	}
}
