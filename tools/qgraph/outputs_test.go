package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/wholefile"
)

// TestOutputsOfManyPaths lets paths with common folders begin and end at once: none
// loses its folder to the end of another, and only the files of failures stay.
func TestOutputsOfManyPaths(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	var out outputs
	if err := out.open(); err != nil {
		t.Fatal(err)
	}
	const jobs, rounds = 8, 400
	var wg sync.WaitGroup
	for job := range jobs {
		wg.Go(func() {
			for round := range rounds {
				// The folders a and a/b come and go with each path.
				r := &results.Result{Path: fmt.Sprintf("a/b/c/%d-%d", job, round), Class: results.Passed}
				dir, err := out.room(t.Context(), r.Path)
				if err == nil {
					err = os.WriteFile(filepath.Join(dir, "transcript.txt"), []byte("> readb 0x0\n"), 0o666)
				}
				if err == nil {
					err = out.sort(r)
				}
				if err != nil {
					t.Errorf("%s: %v", r.Path, err)
					return
				}
			}
		})
	}
	wg.Wait()

	failed := &results.Result{Path: "a/b/failed", Class: results.TestFailed}
	dir, err := out.room(t.Context(), failed.Path)
	if err != nil {
		t.Fatal(err)
	}
	if err := out.sort(failed); err != nil {
		t.Fatal(err)
	}
	if err := out.close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); err != nil {
		t.Errorf("the folder of a path that failed: %v", err)
	}
	left, err := os.ReadDir(filepath.Dir(dir))
	if err != nil || len(left) != 1 {
		t.Errorf("beside the path that failed are %v, error %v; want nothing", left, err)
	}
}

// TestOutputsOfTwoRuns has two runs with the same path in the same outputs: the second waits
// for the end of the first.
func TestOutputsOfTwoRuns(t *testing.T) {
	dir := t.TempDir()
	one, two := &outputs{dir: dir, keep: true}, &outputs{dir: dir, keep: true}
	for _, o := range []*outputs{one, two} {
		if err := o.open(); err != nil {
			t.Fatal(err)
		}
	}
	r := &results.Result{Path: "a/b/c", Class: results.Passed}
	if _, err := one.room(t.Context(), r.Path); err != nil {
		t.Fatal(err)
	}
	if _, err := two.room(t.Context(), "a/b/d"); err != nil {
		t.Errorf("another path: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := two.room(ended, r.Path); !errors.Is(err, wholefile.ErrLocked) {
		t.Errorf("the same path: error %v, want %v", err, wholefile.ErrLocked)
	}
	entered := make(chan error)
	go func() {
		_, err := two.room(t.Context(), r.Path)
		entered <- err
	}()
	select {
	case err := <-entered:
		t.Fatalf("the second run entered the folder of the first: error %v", err)
	case <-time.After(300 * time.Millisecond): // long enough for it to try
	}
	if err := one.sort(r); err != nil {
		t.Fatal(err)
	}
	if err := <-entered; err != nil {
		t.Errorf("after the first run: %v", err)
	}
}
