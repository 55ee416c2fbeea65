package results

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// Write writes a result as one line.
func Write(w io.Writer, r *Result) error {
	line, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("results: %s: %w", r.Path, err)
	}
	if _, err := w.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("results: %s: %w", r.Path, err)
	}
	return nil
}

// ErrCut means that the last line of a file is incomplete: its writer was
// killed. The results before it are good.
var ErrCut = errors.New("the last line is cut off")

// Read reads results, a line each. With [ErrCut] it returns the complete ones.
func Read(r io.Reader) ([]Result, error) {
	var all []Result
	lines := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		switch {
		case err == io.EOF && len(line) == 0:
			return all, nil
		case err == io.EOF:
			return all, fmt.Errorf("results: line %d: %w", n, ErrCut)
		case err != nil:
			return all, fmt.Errorf("results: line %d: %w", n, err)
		}
		var result Result
		if err := json.Unmarshal(line, &result); err != nil {
			return all, fmt.Errorf("results: line %d: %w", n, err)
		}
		if result.Path == "" || result.Class == "" {
			return all, fmt.Errorf("results: line %d: got %.80q, want a result of a path", n, line)
		}
		all = append(all, result)
	}
}

// ReadFile reads the results in a file. See [Read].
func ReadFile(name string) ([]Result, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("results: %w", err)
	}
	defer f.Close()
	all, err := Read(f)
	if err != nil {
		return all, fmt.Errorf("%s: %w", name, err)
	}
	return all, nil
}
