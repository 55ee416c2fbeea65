package wire

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// drainTime is how long a Link goes on reading after a write has failed: QEMU's last messages before its end are worth
// reading.
const drainTime = 200 * time.Millisecond

// Link is one connection over which lines go both ways. Send and Close may be called by several goroutines; Receive by one.
type Link struct {
	channel string
	conn    net.Conn
	turn    chan struct{} // full while a write is under way

	mu     sync.Mutex
	broken error // why nothing can be sent any more
}

// NewLink returns a Link that owns conn. Its errors begin with the channel's name.
func NewLink(channel string, conn net.Conn) *Link {
	return &Link{channel: channel, conn: conn, turn: make(chan struct{}, 1)}
}

// Close closes the connection. A Receive in progress returns.
func (l *Link) Close() error {
	l.fail(fmt.Errorf("%s: %w", l.channel, net.ErrClosed))
	return l.conn.Close()
}

// fail records the first reason why the link is unusable.
func (l *Link) fail(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken == nil {
		l.broken = err
	}
}

// failure returns the first reason why the link is unusable, nil while it works.
func (l *Link) failure() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.broken
}

// Send waits for its turn and writes the bytes that compose returns. compose runs within the turn, so that its records are
// in the order of the wire. If it fails, or returns nothing, nothing is written. files go along as descriptors (SCM_RIGHTS)
// and stay the caller's.
//
// When ctx ends first, Send returns ctx's error. If that was in the middle of a write, the peer has half a line and the
// link is broken. A write that fails because the peer is gone is not an error here: Receive reports it, after it has
// read the rest.
func (l *Link) Send(ctx context.Context, files []*os.File, compose func() ([]byte, error)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	socket, rights, err := l.rights(files)
	if err != nil {
		return err
	}
	select {
	case l.turn <- struct{}{}:
		defer func() { <-l.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := l.failure(); err != nil {
		return err
	}
	data, err := compose()
	if err != nil || len(data) == 0 {
		return err
	}
	err = l.write(ctx, func() error { return l.writeAll(data, socket, rights) })
	runtime.KeepAlive(files)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		l.finish(&ProtocolError{Channel: l.channel, Reason: "an earlier request was given up before it was written"})
		return ctx.Err()
	}
	l.finish(closed(l.channel, nil, err))
	return nil
}

// finish makes err the link's failure and lets Receive end soon, after the data received so far.
func (l *Link) finish(err error) {
	l.fail(err)
	// It fails where the connection is closed already; then Receive has ended.
	_ = l.conn.SetReadDeadline(time.Now().Add(drainTime))
}

// write calls f, which writes to the connection, and interrupts it when ctx ends.
func (l *Link) write(ctx context.Context, f func() error) error {
	interrupted := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() { interrupted <- l.conn.SetWriteDeadline(time.Unix(1, 0)) })
	err := f()
	if !stop() {
		err = errors.Join(err, <-interrupted, l.conn.SetWriteDeadline(time.Time{}))
	}
	return err
}

// passer is a connection that can pass descriptors: a *net.UnixConn.
type passer interface {
	WriteMsgUnix(data, rights []byte, to *net.UnixAddr) (n, rightsN int, err error)
}

func (l *Link) writeAll(data []byte, socket passer, rights []byte) error {
	if socket != nil {
		n, _, err := socket.WriteMsgUnix(data, rights, nil)
		if err != nil {
			return err
		}
		data = data[n:] // the descriptors went with the first byte
	}
	_, err := l.conn.Write(data)
	return err
}

// rights prepares files for sending; both results are nil if there are no files.
func (l *Link) rights(files []*os.File) (passer, []byte, error) {
	if len(files) == 0 {
		return nil, nil, nil
	}
	socket, ok := l.conn.(passer)
	if !ok {
		return nil, nil, fmt.Errorf("%s: descriptors cannot be passed over a %T", l.channel, l.conn)
	}
	fds, err := descriptors(files)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: pass descriptors: %w", l.channel, err)
	}
	return socket, syscall.UnixRights(fds...), nil
}

// descriptors returns the numbers of files, which File.Fd would make blocking.
func descriptors(files []*os.File) ([]int, error) {
	fds := make([]int, 0, len(files))
	for _, f := range files {
		raw, err := f.SyscallConn()
		if err != nil {
			return nil, err
		}
		if err := raw.Control(func(fd uintptr) { fds = append(fds, int(fd)) }); err != nil {
			return nil, err
		}
	}
	return fds, nil
}

// Receive calls handle for every line, without its end, until the connection ends or handle returns an error. The slice
// is valid only during the call. A line may be limit() bytes long; limit is called again as the line grows. It always
// returns an error: a *ProtocolError, the error of handle, or one that wraps net.ErrClosed after Close. The connection
// is then closed, so that no write goes on.
func (l *Link) Receive(limit func() int, handle func(line []byte) error) error {
	err := l.receive(limit, handle)
	l.fail(err)
	l.conn.Close()
	return err
}

func (l *Link) receive(limit func() int, handle func(line []byte) error) error {
	r := bufio.NewReaderSize(l.conn, 64<<10)
	var long []byte // the received part of a line longer than r's buffer
	for {
		part, err := r.ReadSlice('\n')
		line := part
		if len(long) > 0 || errors.Is(err, bufio.ErrBufferFull) {
			long = append(long, part...)
			line = long
		}
		if max := limit(); len(line) > max+len("\r\n") {
			return &ProtocolError{Channel: l.channel, Reason: fmt.Sprintf("line longer than %d bytes", max), Got: Quote(line)}
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil {
			return l.ended(line, err)
		}
		if err := handle(bytes.TrimRight(line, "\r\n")); err != nil {
			return err
		}
		if cap(long) > maxKept {
			long = nil
		}
		long = long[:0]
	}
}

// maxKept is the largest buffer a Link keeps from one line to the next, in bytes.
const maxKept = 1 << 20

// ended turns the error of a read into the error that Receive returns.
func (l *Link) ended(got []byte, err error) error {
	earlier := l.failure()
	if errors.Is(earlier, net.ErrClosed) || errors.Is(err, os.ErrDeadlineExceeded) {
		return earlier // Close, or a write that failed before
	}
	return closed(l.channel, got, err)
}
