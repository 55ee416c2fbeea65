package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/runner"
	"github.com/qgraph/qgraph/tools/run/wholefile"
)

// outputs is the folder in which paths leave their files.
type outputs struct {
	dir   string
	keep  bool                // everything, not only the files of failures
	mu    sync.Mutex          // held while folders come and go: paths share their parents
	locks map[string]*os.File // of the folders of paths under way, by path
}

func (o *outputs) open() (err error) {
	o.locks = map[string]*os.File{}
	if o.keep {
		err = os.MkdirAll(o.dir, 0o777)
	} else {
		o.dir, err = os.MkdirTemp("", "qgraph-outputs-")
	}
	if err != nil {
		return fmt.Errorf("folder for outputs: %w", err)
	}
	return nil
}

// room makes the folder of a path and returns its name. If another run has the same path
// under way in the same outputs, room waits for its end.
func (o *outputs) room(ctx context.Context, path string) (string, error) {
	dir := filepath.Join(o.dir, path)
	ctx, cancel := context.WithTimeout(ctx, runner.DefaultTimeout+runner.AfterTimeout)
	defer cancel()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		err := o.claim(dir, path)
		if !errors.Is(err, wholefile.ErrLocked) {
			return dir, err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return dir, err
		}
	}
}

// claim makes the folder of a path and locks it.
func (o *outputs) claim(dir, path string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	if err := wholefile.Lock(f); err != nil {
		return errors.Join(err, f.Close())
	}
	o.locks[path] = f
	return nil
}

// sort removes the folder of a path if its files are not needed. Another run may then use it.
func (o *outputs) sort(r *results.Result) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if f := o.locks[r.Path]; f != nil {
		delete(o.locks, r.Path)
		defer f.Close()
	}
	if o.keep || r.Failed() {
		return nil
	}
	r.Transcript = ""
	dir := filepath.Join(o.dir, r.Path)
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	// The folders above it are removed with the last path in them.
	for dir = filepath.Dir(dir); dir != o.dir; dir = filepath.Dir(dir) {
		if os.Remove(dir) != nil {
			break
		}
	}
	return nil
}

// close removes the folder if it is empty.
func (o *outputs) close() error {
	if o.keep {
		return nil
	}
	entries, err := os.ReadDir(o.dir)
	if err != nil || len(entries) > 0 {
		return err
	}
	return os.Remove(o.dir)
}
