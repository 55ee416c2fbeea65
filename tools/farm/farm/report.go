package farm

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// done is a worker's log line for each completed action.
const done = "Runner exited with code 0"

// Work counts the work of a worker.
type Work struct {
	Name    string
	Alive   bool
	Actions int
	Stored  int64 // bytes in its store: fetched inputs, and outputs of its actions
}

// Report counts the work of a farm.
type Report struct {
	Alive   bool // the server
	Workers []Work
	Stored  int64 // bytes that the server keeps
	In, Out int64 // bytes that the server received from Bazel and workers, and sent to them
}

// Report returns the work of the farm since its start.
func (f *Farm) Report() (Report, error) {
	r := Report{Alive: f.Server.Alive()}
	var errs []error
	for _, m := range f.Members {
		w := Work{Name: m.Name, Alive: m.Alive()}
		var err error
		if w.Actions, err = f.count(m.Name, done); err != nil {
			errs = append(errs, err)
		}
		if w.Stored, err = size(filepath.Join(f.Dir, m.Name, "changes", "upper", "var", "lib", "farm", "store", "cas", "objects")); err != nil {
			errs = append(errs, err)
		}
		r.Workers = append(r.Workers, w)
	}
	var err error
	if r.Stored, err = size(filepath.Join(f.Dir, "cas")); err != nil {
		errs = append(errs, err)
	}
	metrics, err := os.ReadFile(filepath.Join(f.Dir, "shared", "metrics"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		errs = append(errs, err)
	}
	r.In, r.Out = moved(metrics)
	if err := errors.Join(errs...); err != nil {
		return r, fmt.Errorf("farm: %w", err)
	}
	return r, nil
}

// moved adds up the bytes of calls in BuildGrid's metrics, which are in the format
// of statsd: "name:value|type".
func moved(metrics []byte) (in, out int64) {
	lines := bufio.NewScanner(bytes.NewReader(metrics))
	for lines.Scan() {
		name, rest, _ := strings.Cut(lines.Text(), ":")
		value, _, _ := strings.Cut(rest, "|")
		n, err := strconv.ParseFloat(value, 64)
		if err != nil {
			continue // a line that is being written
		}
		switch {
		case strings.HasSuffix(name, "rpc.input_bytes.count"):
			in += int64(n)
		case strings.HasSuffix(name, "rpc.output_bytes.count"):
			out += int64(n)
		}
	}
	return in, out
}

// size returns the bytes of the files in folder.
func size(folder string) (int64, error) {
	var sum int64
	err := filepath.WalkDir(folder, func(_ string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // files come and go
		}
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil {
			sum += info.Size()
		}
		return err
	})
	return sum, err
}

// Active returns the number of workers that have carried out at least one
// action.
func (r Report) Active() int {
	n := 0
	for _, w := range r.Workers {
		if w.Actions > 0 {
			n++
		}
	}
	return n
}

// String returns a line for the server and one for each worker.
func (r Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "server    %s, keeps %s, received %s, sent %s\n", state(r.Alive), Bytes(r.Stored), Bytes(r.In), Bytes(r.Out))
	for _, w := range r.Workers {
		fmt.Fprintf(&b, "%s  %s, %d actions, keeps %s\n", w.Name, state(w.Alive), w.Actions, Bytes(w.Stored))
	}
	return b.String()
}

func state(alive bool) string {
	if alive {
		return "runs"
	}
	return "has ended"
}

// Bytes prints a number of bytes for people.
func Bytes(n int64) string {
	switch {
	case n >= 1e9:
		return fmt.Sprintf("%.1f GB", float64(n)/1e9)
	case n >= 1e6:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.1f kB", float64(n)/1e3)
}
