package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/qgraph/qgraph/tools/run/results"
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
				dir, err := out.room(r.Path)
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
	dir, err := out.room(failed.Path)
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
