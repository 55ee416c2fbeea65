package swtpm

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/sys/unix"
)

// qemu is QEMU's side of a module.
type qemu struct {
	t       *testing.T
	control *net.UnixConn
	data    net.Conn
}

// start starts a module of version 2.0 and connects to it.
func start(t *testing.T) (*Module, *qemu) {
	t.Helper()
	address := &net.UnixAddr{Name: filepath.Join(t.TempDir(), "s"), Net: "unix"}
	l, err := net.ListenUnix("unix", address)
	if err != nil {
		t.Fatal(err)
	}
	m := newModule(Version2)
	m.running.Go(func() { m.fail(m.serve(l)) })
	conn, err := net.DialUnix("unix", nil, address)
	if err != nil {
		t.Fatal(err)
	}
	q := &qemu{t: t, control: conn}
	t.Cleanup(func() {
		conn.Close()
		q.data.Close()
		l.Close()
		if err := m.Close(); err != nil {
			t.Errorf("Close() = %v, want nil", err)
		}
	})
	q.connectData()
	return m, q
}

// connectData gives the module a data channel.
func (q *qemu) connectData() {
	q.t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		q.t.Fatal(err)
	}
	if _, _, err := q.control.WriteMsgUnix(be.AppendUint32(nil, uint32(SetDataFD)), unix.UnixRights(fds[1]), nil); err != nil {
		q.t.Fatal(err)
	}
	q.answers(q.control, "SetDataFD", make([]byte, word))
	unix.Close(fds[1])
	f := os.NewFile(uintptr(fds[0]), "data")
	defer f.Close()
	if q.data, err = net.FileConn(f); err != nil {
		q.t.Fatal(err)
	}
}

// answers checks the messages from a connection.
func (q *qemu) answers(from net.Conn, what string, want []byte) {
	q.t.Helper()
	got := make([]byte, len(want))
	if _, err := io.ReadFull(from, got); err != nil || !bytes.Equal(got, want) {
		q.t.Errorf("%s: answer % x, %v, want % x", what, got, err, want)
	}
}

// asks sends a request and checks the answer.
func (q *qemu) asks(c Control, payload, want []byte) {
	q.t.Helper()
	if _, err := q.control.Write(append(be.AppendUint32(nil, uint32(c)), payload...)); err != nil {
		q.t.Fatal(err)
	}
	q.answers(q.control, "request", want)
}

// words returns numbers as they are on the control channel.
func words(v ...uint32) (p []byte) {
	for _, v := range v {
		p = be.AppendUint32(p, v)
	}
	return p
}

// A module tells its abilities, its flag and the size of its buffer, and refuses as it is told.
func TestControl(t *testing.T) {
	m, q := start(t)
	q.asks(GetCapability, nil, words(0, abilities))
	q.asks(SetBufferSize, words(0), words(0, BufferSize, BufferSize, BufferSize))
	q.asks(GetEstablished, nil, words(0, 0))
	m.Establish(true)
	q.asks(GetEstablished, nil, append(words(0), 1, 0, 0, 0))
	q.asks(ResetEstablished, []byte{3, 0, 0, 0}, words(0))
	q.asks(GetEstablished, nil, words(0, 0))
	m.Refuse(Stop, 9)
	q.asks(Stop, nil, words(9))
	m.Refuse(Stop, 0)
	q.asks(Stop, nil, words(0))
	if got := m.Requests(ResetEstablished); len(got) != 1 || got[0].Payload[0] != 3 {
		t.Errorf("Requests(ResetEstablished) = %v, want one of locality 3", got)
	}
	if n := len(m.All()); n != 9 {
		t.Errorf("All() has %d requests, want 9", n)
	}
}

// Commands come to the test with their locality once the module is started; the module answers those before.
func TestCommands(t *testing.T) {
	m, q := start(t)
	send := func(p ...byte) {
		t.Helper()
		if _, err := q.data.Write(p); err != nil {
			t.Fatal(err)
		}
	}
	probe := []byte{0x80, 1, 0, 0, 0, 10, 0, 0, 1, 0x81}
	send(probe...)
	q.answers(q.data, "a command of version 2.0", []byte{0x80, 1, 0, 0, 0, 10, 0, 0, 0, 0})
	send(0, 0xc1, 0, 0, 0, 10, 0, 0, 0, 0xf1)
	q.answers(q.data, "a command of version 1.2", []byte{0x80, 1, 0, 0, 0, 10, 0, 0, 0, badTag})
	q.asks(Initialize, words(0), words(0))
	q.asks(SetLocality, []byte{2, 0, 0, 0}, words(0))
	long := append(slices.Clone(probe[:header]), make([]byte, BufferSize-header)...)
	be.PutUint32(long[2:], BufferSize)
	for _, want := range [][]byte{probe, long} {
		send(want...)
		got, err := m.Next(t.Context())
		if err != nil || got.Locality != 2 || !bytes.Equal(got.Bytes, want) {
			t.Errorf("Next() = %d bytes in locality %d, %v, want %d in locality 2", len(got.Bytes), got.Locality, err, len(want))
		}
		if err := m.Respond([]byte("response")); err != nil {
			t.Fatal(err)
		}
		q.answers(q.data, "response", []byte("response"))
	}
}

// A module gives its state from an offset on, and takes another's.
func TestState(t *testing.T) {
	m, q := start(t)
	m.SetBlob(Volatile, []byte("volatile"))
	q.asks(GetStateBlob, words(0, uint32(Volatile), 0), append(words(0, 0, 8, 8), "volatile"...))
	q.asks(GetStateBlob, words(0, uint32(Volatile), 5), append(words(0, 0, 8, 3), "ile"...))
	q.asks(GetStateBlob, words(0, uint32(Permanent), 0), words(0, 0, 0, 0))
	q.asks(SetStateBlob, append(words(0, uint32(Saved), 5), "saved"...), words(0))
	if got := m.Blob(Saved); string(got) != "saved" {
		t.Errorf("Blob(Saved) = %q, want %q", got, "saved")
	}
}

// A module that dies closes both connections, and does so once.
func TestDie(t *testing.T) {
	m, q := start(t)
	for range 2 {
		if err := m.Die(); err != nil {
			t.Errorf("Die() = %v, want nil", err)
		}
	}
	for _, c := range []net.Conn{q.control, q.data} {
		if n, err := c.Read(make([]byte, 1)); !errors.Is(err, io.EOF) && !gone(err) {
			t.Errorf("read of a connection = %d, %v, want its end", n, err)
		}
	}
}
