package exchanges

import (
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/wholefile"
)

// Figures are those of one path.
type Figures struct {
	Commands int // sent to QEMU
	Waited   int // number of waits for replies
}

// List has the figures of paths, by their names.
type List map[string]Figures

// Of returns the figures of the results that passed. Of two results of a path, the
// last one counts.
func Of(all []results.Result) List {
	list := List{}
	for _, r := range all {
		if r.Class.OK() && r.Exchanges != nil {
			list[r.Path] = Figures{
				Commands: r.Exchanges.Commands - r.Exchanges.Idle,
				Waited:   r.Exchanges.Waited - r.Exchanges.IdleWaited,
			}
		}
	}
	return list
}

// Vain returns the paths that spent more than a tenth of their commands in vain.
func Vain(all []results.Result) []string {
	var paths []string
	for _, r := range all {
		if r.Exchanges != nil && r.Exchanges.Idle > r.Exchanges.Commands/10 {
			paths = append(paths, r.Path)
		}
	}
	return paths
}

// Collect returns the results that paths have left below a folder, as below
// bazel-testlogs. Those on QEMUs with names of their own are left out: the list is
// of one QEMU.
func Collect(folder string) ([]results.Result, error) {
	folder, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return nil, fmt.Errorf("exchanges: %w", err)
	}
	var all []results.Result
	err = filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && strings.Contains(entry.Name(), "@") {
			return fs.SkipDir
		}
		if err != nil || entry.Name() != results.FileName {
			return err
		}
		some, err := results.ReadFile(name)
		all = append(all, some...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("exchanges: %w", err)
	}
	return all, nil
}

// heading is the first line of a list.
const heading = "# commands, waits for replies, path. Written by: go run ./tools/bench exchanges --update"

// Write writes the list, a path a line.
func (l List) Write(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintln(b, heading)
	for _, path := range slices.Sorted(maps.Keys(l)) {
		fmt.Fprintf(b, "%d\t%d\t%s\n", l[path].Commands, l[path].Waited, path)
	}
	return b.Flush() // returns the error of any earlier write
}

// Read reads a list in the format of Write.
func Read(r io.Reader) (List, error) {
	list := List{}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		var f Figures
		var path string
		if _, err := fmt.Sscanf(lines.Text(), "%d\t%d\t%s", &f.Commands, &f.Waited, &path); err != nil {
			return nil, fmt.Errorf("exchanges: line %d: got %q, want commands, waits and a path: %w", n, lines.Text(), err)
		}
		list[path] = f
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("exchanges: %w", err)
	}
	return list, nil
}

// ReadFile reads the list in a file.
func ReadFile(name string) (List, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("exchanges: %w", err)
	}
	defer f.Close()
	list, err := Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return list, nil
}

// WriteFile writes the list into a file.
func (l List) WriteFile(name string) error {
	if err := wholefile.Write(name, 0o666, l.Write); err != nil {
		return fmt.Errorf("exchanges: %w", err)
	}
	return nil
}
