// Package scratch makes folders for temporary files that do not outlive their process: the
// process removes its own, and the next one those of a process that was killed.
//
// A folder belongs to the process that holds a lock on it (flock(2)). The kernel releases the
// lock when the process ends, however it ends. So a folder without a lock is nobody's.
package scratch

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// prefix begins the name of each folder.
const prefix = "qgraph-scratch-"

// Folder is a folder of this process.
type Folder struct {
	Dir  string
	lock *os.File // nil where the file system has no locks
}

// New removes what killed processes have left, and makes a folder below [os.TempDir].
func New() (*Folder, error) {
	sweep(os.TempDir())
	for {
		dir, err := os.MkdirTemp("", prefix)
		if err != nil {
			return nil, fmt.Errorf("scratch folder: %w", err)
		}
		lock, err := own(dir)
		if !errors.Is(err, errTaken) {
			return &Folder{dir, lock}, nil // where there are no locks, no other process removes it either
		}
		// Another process took it for one that was left, before it was locked.
	}
}

// Remove removes the folder with all that is in it.
func (f *Folder) Remove() error {
	err := remove(f.Dir)
	if f.lock != nil {
		err = errors.Join(err, f.lock.Close())
	}
	return err
}

// errTaken means that a folder belongs to another process, or is gone.
var errTaken = errors.New("the folder belongs to another process")

// own takes the lock of a folder.
func own(dir string) (*os.File, error) {
	f, err := os.OpenFile(dir, os.O_RDONLY|unix.O_DIRECTORY|unix.O_NOFOLLOW, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errTaken
	}
	if err != nil {
		return nil, err
	}
	err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		err = errTaken
	}
	if err == nil && !same(f, dir) {
		err = errTaken // it was removed before the lock was taken
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// same reports whether the open folder still has that name.
func same(f *os.File, dir string) bool {
	opened, err := f.Stat()
	if err != nil {
		return false
	}
	named, err := os.Lstat(dir)
	return err == nil && os.SameFile(opened, named)
}

// sweep removes the folders in dir that are this user's and belong to no process. One that
// cannot be removed stays.
func sweep(dir string) {
	left, err := filepath.Glob(filepath.Join(dir, prefix+"*"))
	if err != nil {
		return
	}
	for _, name := range left {
		var stat unix.Stat_t
		if unix.Lstat(name, &stat) != nil || int(stat.Uid) != os.Geteuid() {
			continue
		}
		if f, err := own(name); err == nil {
			_ = remove(name) // the next run tries again
			f.Close()
		}
	}
}

// remove removes a folder, also with folders in it that their owner may not change: QEMU's
// 9P server makes such for its guests.
func remove(dir string) error {
	if os.RemoveAll(dir) == nil {
		return nil
	}
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if d != nil && d.IsDir() && err == nil {
			return os.Chmod(path, 0o700) // before it is read
		}
		return err
	})
	return os.RemoveAll(dir)
}
