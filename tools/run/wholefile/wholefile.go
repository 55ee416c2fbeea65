// Package wholefile writes files that others read: whole, or not at all.
package wholefile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// Write writes a file: first beside it, then to its name once it is complete. If that
// fails, as on a full disk, an earlier file of that name stays. The mode is that of a new
// file, before the umask; an earlier file keeps its own. A symbolic link stays, too: the
// file that it names is written. What is no regular file, as /dev/stdout, is written in
// place.
func Write(name string, mode fs.FileMode, write func(io.Writer) error) error {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	earlier, err := os.Stat(name)
	switch {
	case err == nil && !earlier.Mode().IsRegular():
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return fill(f, write)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	}
	f, err := beside(name, mode)
	if err != nil {
		return err
	}
	if earlier != nil {
		err = f.Chmod(earlier.Mode().Perm())
	}
	if err = errors.Join(err, fill(f, write)); err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// beside makes a file with another name in the same folder.
func beside(name string, mode fs.FileMode) (*os.File, error) {
	for {
		other := filepath.Join(filepath.Dir(name), fmt.Sprintf(".%s.%08x", filepath.Base(name), rand.Uint32()))
		f, err := os.OpenFile(other, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
}

// fill writes and closes a file.
func fill(f *os.File, write func(io.Writer) error) error {
	b := bufio.NewWriterSize(f, 64<<10)
	err := write(b)
	if err == nil {
		err = b.Flush()
	}
	return errors.Join(err, f.Close())
}
