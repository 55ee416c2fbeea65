package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/qgraph/qgraph/tools/nodes"
	"github.com/qgraph/qgraph/tools/results"
	"github.com/qgraph/qgraph/tools/runner"
	"github.com/spf13/cobra"
)

// runFlags are the flags of qgraph run.
type runFlags struct {
	jobs    int
	slow    bool
	verbose bool
	json    bool
	outputs string
	results string
	junit   string
	tap     string
	timeout time.Duration
	gdb     bool
	wait    bool
}

func newRun() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run [PATTERN…]",
		Short: "Runs paths without Bazel, one QEMU each",
		Long: `Runs the paths that a PATTERN means (a path, a target label, or a regular
expression for a part of a path), or all that the QEMU at hand can run.

A path that fails is reported at once, with QEMU's command line, the last exchanges
with it and a reproduce.sh that replays them all. Its files are kept below --outputs,
or in a folder of their own whose name is printed.

Ctrl-C ends all QEMUs and reports what ran.`,
		Example: `  qgraph run sdhci
  qgraph run --qemu ~/qemu/build/qemu-system-x86_64 --results results.jsonl
  qgraph run --gdb x86_64/pc/i440FX-pcihost/pci-bus-pc/pci-bus/sdhci-pci/sdhci/sdhci-tests/registers`,
		RunE: func(cmd *cobra.Command, patterns []string) error { return runPaths(cmd, f, patterns) },
	}
	flags := cmd.Flags()
	flags.IntVarP(&f.jobs, "jobs", "j", runtime.NumCPU(), "paths at a time")
	flags.BoolVar(&f.slow, "slow", false, "slow tests too")
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "on a terminal too, a line for each path that passes")
	flags.BoolVar(&f.json, "json", false, "results on standard output, a JSON object a line; all else on standard error")
	flags.StringVar(&f.outputs, "outputs", "", "`folder` for the transcript and the result of each path")
	flags.StringVar(&f.results, "results", "", "`file` for the results, a JSON object a line, as they come")
	flags.StringVar(&f.junit, "junit", "", "`file` for the results as JUnit XML")
	flags.StringVar(&f.tap, "tap", "", "`file` for the results in the Test Anything Protocol")
	flags.DurationVar(&f.timeout, "timeout", runner.DefaultTimeout, "time that one path may take")
	flags.BoolVar(&f.gdb, "gdb", false, "start gdb with QEMU in it before the test begins (one path)")
	flags.BoolVar(&f.wait, "wait", false, "tell QEMU's process number and wait for Enter before the test begins (one path)")
	cmd.MarkFlagsMutuallyExclusive("gdb", "wait")
	return cmd
}

func (f *runFlags) debugger() runner.Debugger {
	switch {
	case f.gdb:
		return runner.GDB
	case f.wait:
		return runner.Wait
	}
	return runner.NoDebugger
}

// work is what is to be done, and what cannot or need not.
type work struct {
	todo        []candidate
	unavailable []candidate
	slow        int
}

func runPaths(cmd *cobra.Command, f runFlags, patterns []string) (err error) {
	ctx := cmd.Context()
	w, err := plan(cmd, f, patterns)
	if err != nil {
		return err
	}
	if f.debugger() != runner.NoDebugger && len(w.todo) != 1 {
		return fmt.Errorf("a debugger is for one path, and %d are to run", len(w.todo))
	}
	if len(w.todo) == 0 && len(w.unavailable) == 0 {
		return errors.New("only slow tests match: add --slow")
	}
	out := outputs{dir: f.outputs, keep: f.outputs != ""}
	if err := out.open(); err != nil {
		return err
	}
	sink, err := openSink(cmd, f)
	if err != nil {
		return err
	}
	for _, c := range w.unavailable {
		sink.note(&results.Result{Path: c.name, Class: results.Unavailable, Reason: c.unavailable.Error()})
	}
	p := newProgress(cmd, f, len(w.todo))
	for o := range runAll(ctx, f, out.dir, w.todo) {
		if err := out.sort(o.result); err != nil {
			sink.fail(err)
		}
		sink.note(o.result)
		p.ended(o)
	}
	if err := out.close(); err != nil {
		sink.fail(err)
	}
	sinkErr := sink.close()
	p.summary(sink.all, w, out)
	counts := results.Count(sink.all)
	switch {
	case ctx.Err() != nil:
		return errors.Join(ctx.Err(), sinkErr)
	case sinkErr != nil:
		return sinkErr
	case counts.Failed() > 0:
		return errPathsFailed
	case len(w.todo) == 0:
		return fmt.Errorf("none of the %d paths can run here: %w", len(w.unavailable), w.unavailable[0].unavailable)
	}
	return nil
}

// plan sorts the paths that the patterns mean into what can be run and what
// cannot.
func plan(cmd *cobra.Command, f runFlags, patterns []string) (w work, err error) {
	g := nodes.New()
	candidates, err := selected(g, patterns)
	if err != nil {
		return w, err
	}
	if len(candidates) > 1 {
		if err := g.Validate(); err != nil {
			return w, err
		}
	}
	byArch, err := bundles(cmd)
	if err != nil {
		return w, err
	}
	if only := &candidates[0]; len(candidates) == 1 && byArch[only.path.Arch()] != nil {
		// Starting QEMU tells as much as asking it would, and half as slowly.
		only.bundle, only.unavailable = byArch[only.path.Arch()], only.path.Missing()
	} else if err := equip(cmd.Context(), byArch, candidates); err != nil {
		return w, err
	}
	for _, c := range candidates {
		switch {
		case c.unavailable != nil:
			w.unavailable = append(w.unavailable, c)
		case c.path.Slow() && !f.slow:
			w.slow++
		default:
			w.todo = append(w.todo, c)
		}
	}
	return w, nil
}

// outputs is the folder in which paths leave their files.
type outputs struct {
	dir  string
	keep bool // all of it, and not only what failures leave
}

func (o *outputs) open() (err error) {
	if o.keep {
		return os.MkdirAll(o.dir, 0o777)
	}
	o.dir, err = os.MkdirTemp("", "qgraph-outputs-")
	return err
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

// sink takes results in and writes them where the flags say. A file that cannot be
// written is told at the end: the paths run on.
type sink struct {
	all   []results.Result
	lines []*os.File // that get a JSON object a line, as results come
	flags runFlags
	errs  []error
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
	// What cannot be written at the end is better known at the beginning.
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
		if err != nil {
			s.fail(fmt.Errorf("%s: %w: results from here on are not in it", f.Name(), err))
		}
		return err != nil
	})
}

func (s *sink) fail(err error) { s.errs = append(s.errs, err) }

// close writes what can be written only when all is known.
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
		{s.flags.junit, func(f *os.File) error { return results.WriteJUnit(f, s.all) }},
		{s.flags.tap, func(f *os.File) error { return results.WriteTAP(f, s.all) }},
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
