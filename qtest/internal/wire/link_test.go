package wire_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/qtest/internal/wire"
)

func limit(n int) func() int { return func() int { return n } }

func TestReceiveCutsLines(t *testing.T) {
	long := strings.Repeat("x", 200<<10) // longer than the reader's buffer
	ours, theirs := net.Pipe()
	go func() {
		io.WriteString(theirs, "one\ntw")
		io.WriteString(theirs, "o\r\n\n"+long+"\nlast\n")
		theirs.Close()
	}()
	var got []string
	err := wire.NewLink("test", ours).Receive(limit(len(long)), func(line []byte) error {
		got = append(got, string(line))
		return nil
	})
	if diff := cmp.Diff([]string{"one", "two", "", long, "last"}, got); diff != "" {
		t.Errorf("lines mismatch (-want +got):\n%s", diff)
	}
	var protocol *wire.ProtocolError
	if !errors.As(err, &protocol) || !protocol.Closed || !errors.Is(err, io.EOF) {
		t.Errorf("Receive() = %v, want a closed connection", err)
	}
}

func TestReceiveErrors(t *testing.T) {
	tests := []struct {
		name  string
		sent  string
		limit int
		want  string
	}{
		{"end in a line", "OK\nOK 0x12", 100, `test: protocol error: connection closed by QEMU in the middle of a line: got "OK 0x12"`},
		{"line too long", strings.Repeat("A", 101) + "xx\n", 100, `test: protocol error: line longer than 100 bytes: got "` + strings.Repeat("A", 96) + `... (104 bytes)"`},
		{"endless line", strings.Repeat("B", 1<<20), 100, `test: protocol error: line longer than 100 bytes: got "` + strings.Repeat("B", 96) + `... (65536 bytes)"`},
		{"end", "OK\n", 100, `test: protocol error: connection closed by QEMU`},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			ours, theirs := net.Pipe()
			defer ours.Close()
			go func() {
				io.WriteString(theirs, tc.sent)
				theirs.Close()
			}()
			err := wire.NewLink("test", ours).Receive(limit(tc.limit), func([]byte) error { return nil })
			if diff := cmp.Diff(tc.want, err.Error()); diff != "" {
				t.Errorf("Receive() mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReceiveStopsAtHandlersError(t *testing.T) {
	ours, theirs := net.Pipe()
	defer theirs.Close()
	go io.WriteString(theirs, "one\ntwo\n")
	want := errors.New("enough")
	l := wire.NewLink("test", ours)
	if err := l.Receive(limit(10), func([]byte) error { return want }); !errors.Is(err, want) {
		t.Errorf("Receive() = %v, want %v", err, want)
	}
	if err := l.Send(t.Context(), nil, func() ([]byte, error) { return []byte("x\n"), nil }); !errors.Is(err, want) {
		t.Errorf("Send() afterwards = %v, want %v", err, want)
	}
}

func TestCloseEndsReceive(t *testing.T) {
	ours, theirs := net.Pipe()
	defer theirs.Close()
	l := wire.NewLink("test", ours)
	received := make(chan error, 1)
	go func() { received <- l.Receive(limit(10), func([]byte) error { return nil }) }()
	if err := l.Close(); err != nil {
		t.Errorf("Close() = %v", err)
	}
	if err := <-received; !errors.Is(err, net.ErrClosed) {
		t.Errorf("Receive() = %v, want net.ErrClosed", err)
	}
}

// A peer that does not read must not hold up a sender longer than its context, nor those who wait for their turn.
func TestSendObeysContext(t *testing.T) {
	ours, theirs := net.Pipe()
	defer theirs.Close()
	l := wire.NewLink("test", ours)
	received := make(chan error, 1)
	go func() { received <- l.Receive(limit(10), func([]byte) error { return nil }) }()

	began := make(chan struct{})
	first, cancelFirst := context.WithCancel(t.Context())
	sent := make(chan error, 1)
	go func() {
		sent <- l.Send(first, nil, func() ([]byte, error) { close(began); return []byte("never read\n"), nil })
	}()
	<-began
	waiting, cancelWaiting := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancelWaiting()
	err := l.Send(waiting, nil, func() ([]byte, error) { t.Error("a second sender had its turn"); return []byte("x\n"), nil })
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Send() while another writes = %v, want its context's error", err)
	}
	cancelFirst()
	if err := <-sent; !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted Send() = %v, want its context's error", err)
	}
	const want = "test: protocol error: an earlier request was given up before it was written"
	if err := <-received; err == nil || err.Error() != want {
		t.Errorf("Receive() after half a write = %v, want %s", err, want)
	}
}

// The peer's last lines before it closed must still be read after a failed write.
func TestSendToClosedPeer(t *testing.T) {
	ours, theirs := socketPair(t)
	if _, err := io.WriteString(theirs, "last words\n"); err != nil {
		t.Fatal(err)
	}
	theirs.Close()
	l := wire.NewLink("test", ours)
	if err := l.Send(t.Context(), nil, func() ([]byte, error) { return []byte("anybody there?\n"), nil }); err != nil {
		t.Errorf("Send() = %v, want nil: Receive reports it", err)
	}
	var got []string
	err := l.Receive(limit(100), func(line []byte) error { got = append(got, string(line)); return nil })
	if diff := cmp.Diff([]string{"last words"}, got); diff != "" {
		t.Errorf("lines mismatch (-want +got):\n%s", diff)
	}
	var protocol *wire.ProtocolError
	if !errors.As(err, &protocol) || !protocol.Closed {
		t.Errorf("Receive() = %v, want a closed connection", err)
	}
}

func TestSendFiles(t *testing.T) {
	ours, theirs := socketPair(t)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	l := wire.NewLink("test", ours)
	if err := l.Send(t.Context(), []*os.File{w}, func() ([]byte, error) { return []byte("catch\n"), nil }); err != nil {
		t.Fatalf("Send() = %v", err)
	}
	w.Close()
	caught := receiveFile(t, theirs, "catch\n")
	if _, err := io.WriteString(caught, "through the copy"); err != nil {
		t.Fatal(err)
	}
	caught.Close()
	got, err := io.ReadAll(r)
	if err != nil || string(got) != "through the copy" {
		t.Errorf("read %q, %v from the pipe", got, err)
	}
}

func TestSendFilesNeedsSocket(t *testing.T) {
	ours, theirs := net.Pipe()
	defer theirs.Close()
	l := wire.NewLink("test", ours)
	err := l.Send(t.Context(), []*os.File{os.Stdin}, func() ([]byte, error) { return []byte("x\n"), nil })
	if err == nil || !strings.Contains(err.Error(), "descriptors cannot be passed") {
		t.Errorf("Send() = %v, want that descriptors cannot be passed", err)
	}
}
