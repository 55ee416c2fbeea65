package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/qgraph/qgraph/tools/run/results"
)

// outputs is the folder in which paths leave their files.
type outputs struct {
	dir  string
	keep bool       // everything, not only the files of failures
	mu   sync.Mutex // held while folders come and go: paths share their parents
}

func (o *outputs) open() (err error) {
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

// room makes the folder of a path and returns its name.
func (o *outputs) room(path string) (string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	dir := filepath.Join(o.dir, path)
	return dir, os.MkdirAll(dir, 0o777)
}

// sort removes the folder of a path if its files are not needed.
func (o *outputs) sort(r *results.Result) error {
	if o.keep || r.Failed() {
		return nil
	}
	r.Transcript = ""
	o.mu.Lock()
	defer o.mu.Unlock()
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
