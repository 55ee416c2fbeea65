package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/qgraph/qgraph/tools/farm/bazel"
	"github.com/qgraph/qgraph/tools/farm/farm"
	"github.com/spf13/cobra"
)

// trial is a run of paths on a farm of its own.
type trial struct {
	architectures []string
	workers       int
	small         bool
	buildThere    bool // else only the tests run on the farm
	targets       []string
	extra         []string // flags for the runs on the farm

	out   io.Writer
	log   io.Writer // for Bazel's output
	local bazel.Bazel
	away  bazel.Bazel // with an output base of its own, without results of local runs
	farm  *farm.Farm
	lock  *os.File // held while the trial lasts
}

func newTrial() *cobra.Command {
	t := &trial{}
	var limit time.Duration
	cmd := &cobra.Command{
		Use:   "trial [TARGET…]",
		Short: "Runs paths on a farm and here, compares, and takes the farm down",
		Long: `Brings up a farm, runs paths on it, compares the results with those of a run
here, runs them again from a clean output base, and takes the farm down.

It fails unless every result is the same, every worker took part (with --small two
of them), and the second run consists of cached results alone.`,
		RunE: func(cmd *cobra.Command, targets []string) error {
			t.targets = targets
			ctx, cancel := context.WithTimeoutCause(cmd.Context(), limit, fmt.Errorf("no end after %v", limit))
			defer cancel()
			return t.run(ctx, cmd)
		},
	}
	cmd.Flags().StringSliceVar(&t.architectures, "architectures", []string{"arm", "x86_64"}, "architectures of the paths to run")
	cmd.Flags().IntVar(&t.workers, "workers", 3, "`number` of workers")
	cmd.Flags().BoolVar(&t.small, "small", false, "only some paths, few enough for CI")
	cmd.Flags().BoolVar(&t.buildThere, "build", false, "build on the farm as well")
	cmd.Flags().DurationVar(&limit, "limit", time.Hour, "`time` after which the trial is ended")
	return cmd
}

// begin brings the farm up and prints its number of workers.
func (t *trial) begin(ctx context.Context, cmd *cobra.Command, name string, sizes map[string]string) error {
	c, err := config(ctx, name, cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	c.Workers, c.Sizes = t.workers, sizes
	t.out, t.log = cmd.OutOrStdout(), cmd.ErrOrStderr()
	t.local = bazel.Bazel{Workspace: c.Workspace, Log: t.log}
	t.away = bazel.Bazel{Workspace: c.Workspace, Log: t.log, OutputBase: filepath.Join(filepath.Dir(c.Dir), "bazel")}
	if len(t.targets) == 0 {
		t.targets = []string{"//tests/..."}
		if t.small {
			t.targets = []string{"//tests/sdhci:all", "//tests/tmp105:all", "//tests/virtionet:all"}
		}
	}
	if t.lock, err = lock(c.Dir + ".lock"); err != nil {
		return err
	}
	// The remains of an earlier, killed trial.
	if err := takeDown(ctx, c.Dir); err != nil {
		return err
	}
	started := time.Now()
	if t.farm, err = farm.Up(ctx, c); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "up:      %d workers after %.0f s\n", len(t.farm.Members), time.Since(started).Seconds())
	return nil
}

// end takes the farm down, even after an interrupt.
func (t *trial) end(ctx context.Context) error {
	if t.lock != nil {
		defer t.lock.Close()
	}
	if t.farm == nil {
		return nil
	}
	// Otherwise Bazel's server would run on for hours.
	ctx = context.WithoutCancel(ctx)
	return errors.Join(t.away.Shutdown(ctx), t.farm.Down(ctx))
}

// lock returns a file that no other process holds.
func lock(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, fmt.Errorf("another trial is running: lock %s: %w", name, err)
	}
	return f, nil
}

// filter chooses the paths of the trial.
func (t *trial) filter() string {
	return "--test_tag_filters=" + strings.Join(t.architectures, ",") + ",-slow"
}

// flags returns Bazel's flags for a run on the farm.
func (t *trial) flags() []string {
	flags := slices.Concat(t.farm.Flags(), []string{t.filter(), "--//tools/build/paths:pool", "--keep_going",
		// The server is one Python process: more concurrent calls make it slower.
		"--remote_max_connections=1", fmt.Sprintf("--jobs=%d", 2*t.workers)})
	if !t.buildThere {
		flags = append(flags, "--strategy=TestRunner=remote", "--spawn_strategy=linux-sandbox,local")
	}
	return append(flags, t.extra...)
}

// test runs the paths on the farm, from a clean output base.
func (t *trial) test(ctx context.Context) (*bazel.Outcome, error) {
	if err := t.away.Clean(ctx); err != nil {
		return nil, err
	}
	if !t.buildThere {
		// Built here, from the cache on the disk. The farm's run then does without that cache, which
		// knows the results of tests as well.
		if err := t.away.Build(ctx, []string{t.filter(), "--build_tests_only", "--//tools/build/paths:pool"}, t.targets...); err != nil {
			return nil, err
		}
	}
	return t.away.Test(ctx, t.flags(), t.targets...)
}

func (t *trial) run(ctx context.Context, cmd *cobra.Command) (err error) {
	defer func() { err = errors.Join(err, t.end(ctx)) }()
	if err := t.begin(ctx, cmd, "trial", nil); err != nil {
		return err
	}
	here, err := t.local.Test(ctx, []string{t.filter(), "--keep_going"}, t.targets...)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "here:    %v\n", here)
	first, err := t.test(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "farm:    %v\n", first)
	report, err := t.farm.Report()
	if err != nil {
		return err
	}
	fmt.Fprint(t.out, report)
	second, err := t.test(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "again:   %v\n", second)
	return errors.Join(same(here, first), t.ran(first, report), same(first, second), allCached(second))
}

// same returns an error unless both outcomes have the same tests with the same
// results.
func same(a, b *bazel.Outcome) error {
	if differences := a.Differ(b); len(differences) > 0 {
		return fmt.Errorf("%d results differ:\n%s", len(differences), strings.Join(differences, "\n"))
	}
	if a.Count("PASSED") == 0 {
		return errors.New("no test has passed")
	}
	return nil
}

// ran returns an error unless every test ran on the farm and every worker took
// part.
func (t *trial) ran(o *bazel.Outcome, r farm.Report) error {
	var errs []error
	for label, test := range o.Tests {
		if test.Attempts > 0 && (test.Strategy != "remote" || test.Cached) {
			errs = append(errs, fmt.Errorf("%s did not run on the farm but by %q (cached: %v)", label, test.Strategy, test.Cached))
		}
	}
	// With few paths, a slow worker may find all of them taken.
	need := t.workers
	if t.small {
		need = min(need, 2)
	}
	if r.Active() < need {
		errs = append(errs, fmt.Errorf("%d of %d workers did nothing", t.workers-r.Active(), t.workers))
	}
	return errors.Join(errs...)
}

// allCached returns an error unless every result is from the farm's cache.
func allCached(o *bazel.Outcome) error {
	var errs []error
	for label, test := range o.Tests {
		if test.Attempts > 0 && !test.Cached {
			errs = append(errs, fmt.Errorf("%s: its result was not in the cache", label))
		}
	}
	for runner, n := range o.Actions {
		if runner == "remote" {
			errs = append(errs, fmt.Errorf("%d actions ran again", n))
		}
	}
	return errors.Join(errs...)
}
