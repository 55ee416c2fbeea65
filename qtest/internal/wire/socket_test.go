package wire_test

import (
	"net"
	"os"
	"syscall"
	"testing"
)

// socketPair returns two connected Unix domain sockets, closed when t ends.
func socketPair(t *testing.T) (ours, theirs *net.UnixConn) {
	t.Helper()
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	return unixConn(t, fds[0]), unixConn(t, fds[1])
}

func unixConn(t *testing.T, fd int) *net.UnixConn {
	t.Helper()
	f := os.NewFile(uintptr(fd), "socket")
	defer f.Close()
	conn, err := net.FileConn(f)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn.(*net.UnixConn)
}

// receiveFile reads want from conn, and the descriptor that comes along.
func receiveFile(t *testing.T, conn *net.UnixConn, want string) *os.File {
	t.Helper()
	data, rights := make([]byte, len(want)), make([]byte, syscall.CmsgSpace(4))
	n, rn, _, _, err := conn.ReadMsgUnix(data, rights)
	if err != nil || string(data[:n]) != want {
		t.Fatalf("read %q, %v, want %q", data[:n], err, want)
	}
	messages, err := syscall.ParseSocketControlMessage(rights[:rn])
	if err != nil || len(messages) != 1 {
		t.Fatalf("got %d control messages, %v, want one", len(messages), err)
	}
	fds, err := syscall.ParseUnixRights(&messages[0])
	if err != nil || len(fds) != 1 {
		t.Fatalf("got descriptors %v, %v, want one", fds, err)
	}
	return os.NewFile(uintptr(fds[0]), "received")
}
