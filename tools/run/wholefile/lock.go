package wholefile

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// ErrLocked means that another process writes a file, or into a folder.
var ErrLocked = errors.New("another process writes it")

// Lock keeps other processes that call Lock from the open file or folder, until it is closed
// or this process ends. Where the file system has no locks, it does nothing.
func Lock(f *os.File) error {
	err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return fmt.Errorf("%s: %w", f.Name(), ErrLocked)
	}
	return nil
}
