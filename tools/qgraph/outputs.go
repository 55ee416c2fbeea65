package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/qgraph/qgraph/tools/results"
)

// outputs is the folder in which paths leave their files.
type outputs struct {
	dir  string
	keep bool // all of it, and not only what failures leave
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

// sort removes what a path left that nobody will ask for.
func (o *outputs) sort(r *results.Result) error {
	if o.keep || r.Failed() {
		return nil
	}
	r.Transcript = ""
	dir := filepath.Join(o.dir, r.Path)
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	// The folders above it go with the last path in them.
	for dir = filepath.Dir(dir); dir != o.dir; dir = filepath.Dir(dir) {
		if os.Remove(dir) != nil {
			break
		}
	}
	return nil
}

// close removes the folder if nothing is in it.
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
