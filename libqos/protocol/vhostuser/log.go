package vhostuser

import (
	"encoding/binary"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// logPage is VHOST_LOG_PAGE, the unit of the log: a bit stands for that many bytes
// of guest memory.
const logPage = 0x1000

// dirtyLog is the memory in which the back end marks the pages that it has changed
// (QEMU's documentation, docs/interop/vhost-user, "Migration").
type dirtyLog struct {
	whole, bytes []byte // nil without a log
	event        *os.File
}

func (l *dirtyLog) set(f *os.File, area logArea) error {
	whole, bytes, err := mapFile(f, area.Offset, area.Size)
	if err != nil {
		return err
	}
	l.unmap()
	l.whole, l.bytes = whole, bytes
	return nil
}

func (l *dirtyLog) unmap() {
	if l.whole != nil {
		_ = unix.Munmap(l.whole)
	}
	l.whole, l.bytes = nil, nil
}

// mark marks the pages of size bytes at a guest address.
func (l *dirtyLog) mark(addr, size uint64) error {
	if l.bytes == nil || size == 0 {
		return nil
	}
	last := (addr + size - 1) / logPage
	if last/8 >= uint64(len(l.bytes)) {
		return fmt.Errorf("the log of %d bytes does not reach the guest address %#x", len(l.bytes), addr+size-1)
	}
	for page := addr / logPage; page <= last; page++ {
		setBits(l.bytes[page/8:], 1<<(page%8))
	}
	if l.event != nil {
		return signal(l.event)
	}
	return nil
}

// signal writes to an event descriptor.
func signal(f *os.File) error {
	_, err := f.Write(binary.NativeEndian.AppendUint64(nil, 1))
	return err
}
