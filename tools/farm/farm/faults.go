package farm

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// programTimeout is how long to wait for a worker to start a program.
const programTimeout = 20 * time.Minute

// WaitForProgram returns when a program with text in its command line runs on the
// worker.
func (f *Farm) WaitForProgram(ctx context.Context, worker, text string) error {
	var ns string
	for _, m := range f.Members {
		if m.Name != worker {
			continue
		}
		var err error
		// unshare itself stays outside of its new namespace.
		if ns, err = os.Readlink(fmt.Sprintf("/proc/%d/ns/pid_for_children", m.PID)); err != nil {
			return fmt.Errorf("farm: %s: %w", worker, err)
		}
	}
	if ns == "" {
		return fmt.Errorf("farm: no worker %q", worker)
	}
	return wait(ctx, text+" to run on "+worker, programTimeout, func() (bool, error) {
		lines, err := filepath.Glob("/proc/[0-9]*/cmdline")
		if err != nil {
			return false, err
		}
		for _, name := range lines {
			line, err := os.ReadFile(name)
			if err != nil || !bytes.Contains(line, []byte(text)) {
				continue // processes come and go
			}
			if at, err := os.Readlink(filepath.Join(filepath.Dir(name), "ns", "pid")); err == nil && at == ns {
				return true, nil
			}
		}
		return false, nil
	})
}

// Missed reports whether the server has given up a worker that had work to do.
func (f *Farm) Missed(worker string) (bool, error) {
	n, err := f.count(serverName, fmt.Sprintf("BotSession has expired. bot_id=%q", worker))
	return n > 0, err
}

// WasFull reports whether a worker has run out of disk space.
func (f *Farm) WasFull(worker string) (bool, error) {
	for _, sign := range []string{"OutOfSpace", "No space left on device", "UNHEALTHY"} {
		if n, err := f.count(worker, sign); n > 0 || err != nil {
			return n > 0, err
		}
	}
	return false, nil
}

// Lose removes the server's files that are larger than limit bytes, as if a disk
// were lost, and replaces all workers by new, empty ones. It returns the number
// of lost files.
func (f *Farm) Lose(ctx context.Context, limit int64) (int, error) {
	lost := 0
	err := filepath.WalkDir(filepath.Join(f.Dir, "cas"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() <= limit {
			return nil
		}
		if err != nil {
			return err
		}
		lost++
		return os.Remove(path)
	})
	if err != nil {
		return lost, fmt.Errorf("farm: %w", err)
	}
	for _, m := range slices.Clone(f.Members) {
		if err := m.kill(ctx); err != nil {
			return lost, err
		}
		if err := removeAll(filepath.Join(f.Dir, m.Name)); err != nil {
			return lost, fmt.Errorf("farm: %w", err)
		}
		if err := f.Hire(ctx, m.Name); err != nil {
			return lost, err
		}
	}
	return lost, nil
}
