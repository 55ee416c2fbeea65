package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"syscall"

	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/results/junit"
	"github.com/qgraph/qgraph/tools/run/results/tap"
	"github.com/qgraph/qgraph/tools/run/wholefile"
	"github.com/spf13/cobra"
)

// sink writes results to the files of the flags. It reports a failed write at the
// end: the paths run on.
type sink struct {
	all    []results.Result
	lines  []*lines // that get results as they come
	unread bool     // standard output is one of them, and was closed
	flags  runFlags
	errs   []error
}

func openSink(cmd *cobra.Command, f runFlags) (*sink, error) {
	s := &sink{flags: f}
	if f.results != "" {
		l, err := openLines(f.results)
		if err != nil {
			return nil, err
		}
		s.lines = append(s.lines, l)
	}
	// Detect files that cannot be written at the beginning, not at the end.
	for _, name := range []string{f.junit, f.tap} {
		if name == "" {
			continue
		}
		if err := wholefile.Prepare(name); err != nil {
			return nil, err
		}
	}
	if f.json {
		s.lines = append(s.lines, &lines{file: os.Stdout})
	}
	return s, nil
}

func (s *sink) note(r *results.Result) {
	s.all = append(s.all, *r)
	s.lines = slices.DeleteFunc(s.lines, func(l *lines) bool {
		err := l.write(r)
		switch {
		case l.file == os.Stdout && errors.Is(err, syscall.EPIPE):
			s.unread = true
		case err != nil:
			s.fail(fmt.Errorf("%s: %w: results from here on are not in it", l.file.Name(), err))
		}
		return err != nil
	})
}

func (s *sink) fail(err error) { s.errs = append(s.errs, err) }

// close writes the files that need all results.
func (s *sink) close() error {
	for _, l := range s.lines {
		if l.file != os.Stdout {
			s.fail(l.file.Close())
		}
	}
	slices.SortFunc(s.all, results.Result.Compare)
	for _, report := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{s.flags.junit, func(w io.Writer) error { return junit.Write(w, s.all) }},
		{s.flags.tap, func(w io.Writer) error { return tap.Write(w, s.all) }},
	} {
		if report.name != "" {
			s.fail(wholefile.Write(report.name, 0o666, report.write))
		}
	}
	return errors.Join(s.errs...)
}
