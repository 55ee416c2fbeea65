package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"syscall"

	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/results/junit"
	"github.com/qgraph/qgraph/tools/run/results/tap"
	"github.com/spf13/cobra"
)

// sink writes results to the files of the flags. It reports a failed write at the
// end: the paths run on.
type sink struct {
	all    []results.Result
	lines  []*os.File // that get a JSON object a line, as results come
	unread bool       // standard output is one of them, and was closed
	flags  runFlags
	errs   []error
}

func openSink(cmd *cobra.Command, f runFlags) (*sink, error) {
	s := &sink{flags: f}
	if f.results != "" {
		file, err := os.Create(f.results)
		if err != nil {
			return nil, err
		}
		s.lines = append(s.lines, file)
	}
	// Detect files that cannot be written at the beginning, not at the end.
	for _, name := range []string{f.junit, f.tap} {
		if name == "" {
			continue
		}
		file, err := os.Create(name)
		if err != nil {
			return nil, err
		}
		if err := file.Close(); err != nil {
			return nil, err
		}
	}
	if f.json {
		s.lines = append(s.lines, os.Stdout)
	}
	return s, nil
}

func (s *sink) note(r *results.Result) {
	s.all = append(s.all, *r)
	s.lines = slices.DeleteFunc(s.lines, func(f *os.File) bool {
		err := results.Write(f, r)
		switch {
		case f == os.Stdout && errors.Is(err, syscall.EPIPE):
			s.unread = true
		case err != nil:
			s.fail(fmt.Errorf("%s: %w: results from here on are not in it", f.Name(), err))
		}
		return err != nil
	})
}

func (s *sink) fail(err error) { s.errs = append(s.errs, err) }

// close writes the files that need all results.
func (s *sink) close() error {
	for _, f := range s.lines {
		if f != os.Stdout {
			s.fail(f.Close())
		}
	}
	slices.SortFunc(s.all, results.Result.Compare)
	for _, report := range []struct {
		name  string
		write func(*os.File) error
	}{
		{s.flags.junit, func(f *os.File) error { return junit.Write(f, s.all) }},
		{s.flags.tap, func(f *os.File) error { return tap.Write(f, s.all) }},
	} {
		if report.name == "" {
			continue
		}
		f, err := os.Create(report.name)
		if err != nil {
			s.fail(err)
			continue
		}
		s.fail(errors.Join(report.write(f), f.Close()))
	}
	return errors.Join(s.errs...)
}
