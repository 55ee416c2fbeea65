package wholefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Prepare reports whether a file can be written, and removes an earlier one of that name: a
// process that is killed before it calls [Write] leaves nothing that passes for its own.
func Prepare(name string) error {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	info, err := os.Stat(name)
	switch {
	case err == nil && !info.Mode().IsRegular():
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return f.Close()
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	}
	f, err := beside(name, 0o666)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Close(), os.Remove(f.Name())); err != nil {
		return err
	}
	if err := os.Remove(name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
