package ivshmem

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// eventFD is a descriptor of a counter of the kernel (Linux, eventfd(2)). It does not block.
type eventFD int

func newEventFD() (eventFD, error) {
	fd, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		return 0, fmt.Errorf("ivshmem: make an eventfd: %w", err)
	}
	return eventFD(fd), nil
}

func (e eventFD) close() error { return unix.Close(int(e)) }

// take reports whether the counter is not 0, and makes it that.
func (e eventFD) take() (bool, error) {
	var b [8]byte
	_, err := unix.Read(int(e), b[:])
	if errors.Is(err, unix.EAGAIN) {
		return false, nil
	}
	return err == nil, err
}

// ring makes the counter another value than 0, and waits until the other end has read it. The value is not the
// protocol's 1, which the receiver does not look at, but the greatest one: the kernel tells when there is room
// for more, which is when that value has been read.
func (e eventFD) ring(ctx context.Context) error {
	if _, err := unix.Write(int(e), binary.NativeEndian.AppendUint64(nil, math.MaxUint64-1)); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	for deadline := until(ctx); ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		left := time.Until(deadline)
		if left <= 0 {
			return fmt.Errorf("wait until it has been read: %w", os.ErrDeadlineExceeded)
		}
		n, err := unix.Poll([]unix.PollFd{{Fd: int32(e), Events: unix.POLLOUT}}, int(min(left, time.Second).Milliseconds())+1)
		switch {
		case n > 0:
			return nil
		case err != nil && !errors.Is(err, unix.EINTR):
			return fmt.Errorf("poll: %w", err)
		}
	}
}
