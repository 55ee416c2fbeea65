package ethernet_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
)

// newPeer returns a peer and QEMU's end of its socket. Gone signals to the peer
// that QEMU has ended.
func newPeer(t *testing.T) (p *ethernet.Peer, qemu *os.File, gone func()) {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	ours, theirs := os.NewFile(uintptr(fds[0]), "ours"), os.NewFile(uintptr(fds[1]), "theirs")
	t.Cleanup(func() { ours.Close(); theirs.Close() })
	ended := make(chan struct{})
	if p, err = ethernet.NewPeer(ours, ended); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p, theirs, func() { close(ended) }
}

func write(t *testing.T, f *os.File, b []byte) {
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
	p, qemu, _ := newPeer(t)
	long := bytes.Repeat([]byte("0123456789abcdef"), ethernet.MaxFrame/16)
	for _, frame := range [][]byte{[]byte("abc"), long} {
		if err := p.Send(t.Context(), frame); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, ethernet.MaxFrame+1)
		n, err := qemu.Read(got)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(frame, got[:n]) {
			t.Errorf("QEMU reads %d bytes that begin with %q, want the %d that were sent", n, got[:min(n, 8)], len(frame))
		}
	}
}

func TestPeerSendLimits(t *testing.T) {
	p, qemu, _ := newPeer(t)
	for _, n := range []int{0, ethernet.MaxFrame + 1} {
		if err := p.Send(t.Context(), make([]byte, n)); err == nil {
			t.Errorf("Send of a frame of %d bytes succeeded", n)
		}
	}
	// Without a reader the socket fills, and no frame is lost or sent in part.
	var sent int
	var err error
	for ; sent < 1000; sent++ {
		if err = p.Send(short(t), bytes.Repeat([]byte{byte(sent)}, ethernet.MaxFrame)); err != nil {
			break
		}
	}
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("Send into a full socket = %v, want an expired deadline", err)
	}
	for i := range sent {
		got := make([]byte, ethernet.MaxFrame+1)
		if n, err := qemu.Read(got); err != nil || n != ethernet.MaxFrame || got[0] != byte(i) {
			t.Fatalf("frame %d: QEMU reads %d bytes that begin with %d, error %v", i, n, got[0], err)
		}
	}
	if err := p.Send(t.Context(), []byte("x")); err != nil {
		t.Errorf("Send after the socket was emptied: %v", err)
	}
}

func TestPeerReceive(t *testing.T) {
	p, qemu, _ := newPeer(t)
	if _, err := p.Receive(short(t)); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("Receive without a frame = %v, want an expired deadline", err)
	}
	for _, frame := range []string{"abc", "d"} {
		write(t, qemu, []byte(frame))
	}
	for _, want := range []string{"abc", "d"} {
		got, err := p.Receive(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("Receive() = %q, want %q", got, want)
		}
	}
	write(t, qemu, make([]byte, ethernet.MaxFrame+1))
	if _, err := p.Receive(t.Context()); err == nil || !strings.Contains(err.Error(), "more than 69632 bytes") {
		t.Errorf("Receive of a frame that is too long = %v", err)
	}
}

func TestPeerReceiveCancelled(t *testing.T) {
	p, qemu, _ := newPeer(t)
	ctx, cancel := context.WithCancel(t.Context())
	stop := time.AfterFunc(5*time.Millisecond, cancel)
	defer stop.Stop()
	if _, err := p.Receive(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("Receive with a cancelled context = %v", err)
	}
	write(t, qemu, []byte("x")) // The peer is as good as before.
	if got, err := p.Receive(t.Context()); err != nil || !bytes.Equal(got, []byte("x")) {
		t.Errorf("Receive() = %q, %v", got, err)
	}
}

// TestPeerWithoutQEMU checks that a peer does not wait for a QEMU that has
// ended.
func TestPeerWithoutQEMU(t *testing.T) {
	p, _, gone := newPeer(t)
	stop := time.AfterFunc(5*time.Millisecond, gone)
	defer stop.Stop()
	if _, err := p.Receive(t.Context()); !errors.Is(err, ethernet.ErrGone) {
		t.Errorf("Receive as QEMU ends = %v, want ErrGone", err)
	}
}
