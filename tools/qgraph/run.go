package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"syscall"
	"time"

	"github.com/qgraph/qgraph/tools/build/nodes"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/runner"
	"github.com/qgraph/qgraph/tools/run/scratch"
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
	step    string
	chosen  runner.Steps // by step
	log     string
	logged  runner.QEMULog // by log
	to      []string
	gdb     bool
	wait    bool
}

func newRun() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run [PATTERN…]",
		Short: "Runs paths without Bazel, one QEMU each",
		Long: `Runs the paths that a PATTERN selects (a path, a target label, or a regular
expression for a part of a path), or all that the available QEMU can run.

A path that fails is reported at once, with QEMU's command line, the last exchanges
with it and a reproduce.sh that replays them all. Its files are kept below --outputs,
or in a folder of their own whose name is printed.

Ctrl-C ends all QEMUs and reports the paths that ran, and so does a closed terminal or
standard output. A second Ctrl-C does not wait.`,
		Example: `  qgraph run sdhci
  qgraph run --qemu ~/qemu/build/qemu-system-x86_64 --results results.jsonl
  qgraph run --qemu ~/old/qemu-system-x86_64 --to ~/qemu/build/qemu-system-x86_64 migrate
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
	flags.StringVar(&f.step, "step", "", "only the steps of the test whose names match a `regexp`, one for each level: \"card of 4 GiB/ADMA2\"")
	flags.StringVar(&f.log, "qemu-log", "", "`items` that QEMU logs (its -d): guest_errors, unimp, or both; a path fails by what its nodes do not declare")
	secondFlag(cmd, &f.to)
	flags.BoolVar(&f.gdb, "gdb", false, "start gdb with QEMU in it before the test begins (one path)")
	flags.BoolVar(&f.wait, "wait", false, "print QEMU's process number and wait for Enter before the test begins (one path)")
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

// work holds the paths to run, and those that cannot run or need not.
type work struct {
	todo        []candidate
	unavailable []candidate
	slow        int
}

func runPaths(cmd *cobra.Command, f runFlags, patterns []string) error {
	// A write to a closed standard output must be an error: death by SIGPIPE would
	// leave folders behind.
	broken := make(chan os.Signal, 1)
	signal.Notify(broken, syscall.SIGPIPE)
	defer signal.Stop(broken)
	ctx, stop := context.WithCancelCause(cmd.Context())
	defer stop(nil)
	var err error
	if f.chosen, err = runner.ParseSteps(f.step); err != nil {
		return err
	}
	if f.logged, err = runner.ParseLog(f.log); err != nil {
		return err
	}
	w, err := plan(cmd, f, patterns)
	if err != nil {
		return err
	}
	if f.debugger() != runner.NoDebugger && len(w.todo) != 1 {
		return fmt.Errorf("a debugger is for one path, got %d", len(w.todo))
	}
	if len(w.todo) == 0 && len(w.unavailable) == 0 {
		return errors.New("only slow tests match: add --slow")
	}
	out := &outputs{dir: f.outputs, keep: f.outputs != ""}
	if err := out.open(); err != nil {
		return err
	}
	temporary, err := scratch.New()
	if err != nil {
		return errors.Join(err, out.close())
	}
	defer func() { _ = temporary.Remove() }() // the next run removes what stays
	sink, err := openSink(cmd, f)
	if err != nil {
		return errors.Join(err, out.close())
	}
	for _, c := range w.unavailable {
		sink.note(&results.Result{Path: c.name, Class: results.Unavailable, Reason: c.unavailable.Error()})
	}
	p := newProgress(cmd, f, len(w.todo))
	for o := range runAll(ctx, f, temporary.Dir, out, w.todo) {
		if err := out.sort(o.result); err != nil {
			sink.fail(err)
		}
		for _, what := range o.result.Lost {
			sink.fail(fmt.Errorf("%s: %s", o.result.Path, what))
		}
		sink.note(o.result)
		p.ended(o)
		switch {
		case p.out.err != nil:
			stop(fmt.Errorf("%w: %w", errUnread, p.out.err))
		case sink.unread:
			stop(errUnread)
		}
	}
	if err := out.close(); err != nil {
		sink.fail(err)
	}
	sinkErr := sink.close()
	p.summary(sink.all, w, out)
	counts := results.Count(sink.all)
	switch {
	case ctx.Err() != nil:
		return errors.Join(context.Cause(ctx), sinkErr)
	case sinkErr != nil:
		return sinkErr
	case counts.Failed() > 0:
		return errPathsFailed
	case len(w.todo) == 0:
		return fmt.Errorf("none of the %d paths can run here: %w", len(w.unavailable), w.reason())
	}
	return nil
}

// reason returns why the first of the paths cannot run. What the QEMUs at hand lack comes before
// architectures without one.
func (w work) reason() error {
	if i := slices.IndexFunc(w.unavailable, func(c candidate) bool { return c.bundle != nil }); i >= 0 {
		return w.unavailable[i].unavailable
	}
	return w.unavailable[0].unavailable
}

// errUnread ends a run after its standard output was closed.
var errUnread = errors.New("standard output was closed")

// plan sorts the paths of the patterns into those that can run and those that
// cannot.
func plan(cmd *cobra.Command, f runFlags, patterns []string) (w work, err error) {
	g := nodes.New()
	byArch, err := bundles(cmd)
	if err == nil && !isOnePath(g, patterns) {
		addUnknown(cmd.Context(), g, slices.Collect(maps.Values(byArch)))
	}
	candidates, wrong := selected(g, patterns)
	if wrong != nil {
		return w, suggest(g, patterns, wrong)
	}
	if len(candidates) > 1 {
		if err := g.Validate(); err != nil {
			return w, err
		}
	}
	if err != nil {
		return w, err
	}
	if len(f.to) > 0 {
		if candidates, err = equipPairs(cmd.Context(), byArch, f.to, candidates); err != nil {
			return w, err
		}
	} else if only := &candidates[0]; len(candidates) == 1 && byArch[only.path.Arch()] != nil && only.path.NeedsQtest() == nil {
		// Starting QEMU gives the same answer as a probe, in half the time.
		only.bundle, only.unavailable = byArch[only.path.Arch()], only.path.Missing()
	} else if err := equip(cmd.Context(), byArch, candidates); err != nil {
		return w, err
	}
	warnOfFaulty(cmd, candidates)
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
