package report

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/results/bep"
)

// Input is the data of a page.
type Input struct {
	Sources  []string         // the names of the files, as they were given
	Results  []results.Result // sorted by path
	Warnings []string         // why the results are incomplete
	Folder   string           // the folder of the page, for its links; "" if unknown

	// Families has the family of each path that the graph has; nil if unknown.
	Families map[string]Family
}

// ErrNoPaths means that a file has no result of a path.
var ErrNoPaths = errors.New("no results of paths")

// Load reads the files: results of qgraph run, or build events of Bazel. Of a
// path that is in several files, the last one counts.
func Load(names ...string) (*Input, error) {
	in := &Input{Sources: names}
	index := map[string]int{}
	again := 0
	for _, name := range names {
		all, warning, err := LoadFile(name)
		if err != nil {
			return nil, err
		}
		if warning != "" {
			in.Warnings = append(in.Warnings, warning)
		}
		for _, r := range all {
			if i, ok := index[r.Path]; ok {
				in.Results[i] = r
				again++
				continue
			}
			index[r.Path] = len(in.Results)
			in.Results = append(in.Results, r)
		}
	}
	if again > 0 {
		in.Warnings = append(in.Warnings, fmt.Sprintf("%d results are superseded by later ones of the same paths", again))
	}
	slices.SortFunc(in.Results, results.Result.Compare)
	return in, nil
}

// LoadFile reads one file, of either kind. A truncated file gives its complete
// results, and a warning.
func LoadFile(name string) (all []results.Result, warning string, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, "", fmt.Errorf("report: %w", err)
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 64<<10)
	switch kind, err := kindOf(r); {
	case err != nil:
		return nil, "", fmt.Errorf("report: %s: %w", name, err)
	case kind == buildEvents:
		build, err := bep.Read(r)
		if err != nil {
			build.Problems = append(build.Problems, err.Error())
		}
		problems := strings.Join(build.Problems, "; ")
		if all = build.Results(); len(all) == 0 {
			err := fmt.Errorf("report: %s: %w among %d test targets", name, ErrNoPaths, len(build.Targets))
			if problems != "" {
				err = fmt.Errorf("%w: %s", err, problems)
			}
			return nil, "", err
		}
		if problems != "" {
			warning = name + ": " + problems
		}
	default:
		all, err = results.Read(r)
		if errors.Is(err, results.ErrCut) {
			warning = fmt.Sprintf("%s: %v: the run was killed", name, err)
		} else if err != nil {
			return nil, "", fmt.Errorf("report: %s: %w", name, err)
		}
		if len(all) == 0 {
			return nil, "", fmt.Errorf("report: %s: %w", name, ErrNoPaths)
		}
	}
	return all, warning, nil
}

type kind int

const (
	resultLines kind = iota
	buildEvents
)

// errUnknown means that a file is neither results nor build events.
var errUnknown = errors.New("neither results of qgraph run nor build events of bazel test --build_event_json_file")

// kindOf returns the kind of a file by the first key of its first object. Bazel's events
// and our results both keep that key first. The line may be longer than the examined part.
func kindOf(r *bufio.Reader) (kind, error) {
	head, err := r.Peek(256)
	if err != nil && err != io.EOF {
		return 0, err
	}
	if len(head) == 0 {
		return 0, fmt.Errorf("%w: the file is empty", ErrNoPaths)
	}
	d := json.NewDecoder(strings.NewReader(string(head)))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return 0, errUnknown
	}
	switch key, _ := d.Token(); key {
	case "id":
		return buildEvents, nil
	case "path":
		return resultLines, nil
	}
	return 0, errUnknown
}
