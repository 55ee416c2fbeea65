package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/qgraph/qgraph/tools/farm/bazel"
	"github.com/spf13/cobra"
)

// fault is a failure of a farm, with the outcome that must follow.
type fault struct {
	name  string
	about string
	sizes map[string]string // of the farm's workers
	extra []string          // flags for the runs on it
	run   func(context.Context, *trial) error
}

func faults() []fault {
	return []fault{
		{
			name: "worker", run: workerDies,
			about: "a worker is killed while QEMU runs on it: its test runs on another, and every result is as without the kill",
		},
		{
			name: "disk", run: diskIsFull, sizes: map[string]string{"worker-1": "64m"},
			about: "a worker has too little room for QEMU: others do its work, or Bazel says that the farm failed; no test fails",
		},
		{
			name: "data", run: dataIsLost,
			// Linked on the farm, with flags not used here, so that only the farm has the tests' binaries.
			extra: []string{"--strategy=GoLink=remote", "--@rules_go//go/config:gc_linkopts=-X,main.linked=there"},
			about: "the server and all workers lose all files larger than 100 kB between two builds: Bazel makes or sends it anew",
		},
	}
}

func newFaults() *cobra.Command {
	var limit time.Duration
	var names []string
	for _, f := range faults() {
		names = append(names, f.name)
	}
	cmd := &cobra.Command{
		Use:       "faults [FAULT…]",
		Short:     "Tries failures of farms, and checks that no result is wrong or lost",
		ValidArgs: names,
		Args:      cobra.OnlyValidArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, cancel := context.WithTimeoutCause(cmd.Context(), limit, fmt.Errorf("no end after %v", limit))
			defer cancel()
			var errs []error
			for _, f := range faults() {
				if len(args) > 0 && !slices.Contains(args, f.name) {
					continue
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s: %s\n", f.name, f.about)
				if err := f.try(ctx, cmd); err != nil {
					fmt.Fprintf(cmd.OutOrStdout(), "%s: failed\n", f.name)
					errs = append(errs, fmt.Errorf("%s: %w", f.name, err))
					continue
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s: passed\n\n", f.name)
			}
			return errors.Join(errs...)
		},
	}
	cmd.Long = "Brings up a farm for each FAULT (all of them without one), and checks the outcome:\n"
	for _, f := range faults() {
		cmd.Long += fmt.Sprintf("\n  %-8s %s", f.name, f.about)
	}
	cmd.Flags().DurationVar(&limit, "limit", time.Hour, "`time` after which the trials are ended")
	return cmd
}

// try lets the fault happen on a farm of its own.
func (f fault) try(ctx context.Context, cmd *cobra.Command) (err error) {
	t := &trial{architectures: []string{"arm", "x86_64"}, workers: 3, small: true, extra: f.extra}
	defer func() { err = errors.Join(err, t.end(ctx)) }()
	if err := t.begin(ctx, cmd, "faults", f.sizes); err != nil {
		return err
	}
	return f.run(ctx, t)
}

// here returns the local results, for comparison with the farm's.
func (t *trial) here(ctx context.Context) (*bazel.Outcome, error) {
	o, err := t.local.Test(ctx, []string{t.filter(), "--keep_going"}, t.targets...)
	if err == nil {
		fmt.Fprintf(t.out, "here:    %v\n", o)
	}
	return o, err
}

func workerDies(ctx context.Context, t *trial) error {
	const victim = "worker-1"
	want, err := t.here(ctx)
	if err != nil {
		return err
	}
	killed := make(chan error, 1)
	watch, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		// Wait until it has done some work: the server then knows it.
		err := t.farm.WaitForProgram(watch, victim, "qemu-system-")
		if err == nil {
			err = t.farm.Kill(ctx, victim)
		}
		killed <- err
	}()
	got, err := t.test(ctx)
	if err != nil {
		return err
	}
	stop()
	if err := <-killed; err != nil {
		return fmt.Errorf("the worker was not killed: %w", err)
	}
	report, err := t.farm.Report()
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "farm:    %v\n%v", got, report)
	missed, err := t.farm.Missed(victim)
	if err != nil {
		return err
	}
	if !missed {
		return errors.New("the server did not miss the worker: it was idle when it was killed")
	}
	return same(want, got)
}

func diskIsFull(ctx context.Context, t *trial) error {
	want, err := t.here(ctx)
	if err != nil {
		return err
	}
	got, err := t.test(ctx)
	if err != nil {
		return err
	}
	report, err := t.farm.Report()
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "farm:    %v\n%v", got, report)
	full, err := t.farm.WasFull("worker-1")
	if err != nil {
		return err
	}
	if !full {
		return errors.New("the worker's disk was never full")
	}
	if got.Ended() {
		return same(want, got)
	}
	if n := got.Count("FAILED"); n > 0 {
		return fmt.Errorf("%d tests failed for lack of space", n)
	}
	if !got.FarmFailed() {
		return fmt.Errorf("got exit code %d of bazel, want one that says that the farm failed", got.Code)
	}
	for _, reason := range got.Reasons {
		fmt.Fprintf(t.out, "         %s\n", reason)
	}
	return nil
}

func dataIsLost(ctx context.Context, t *trial) error {
	want, err := t.test(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "farm:    %v\n", want)
	if n := want.Count("PASSED"); n == 0 || !want.Ended() || want.Actions["remote"] < 2*n {
		return errors.New("the tests were not linked and run on the farm")
	}
	lost, err := t.farm.Lose(ctx, 100_000)
	if err != nil {
		return err
	}
	if lost == 0 {
		return errors.New("there was nothing to lose")
	}
	fmt.Fprintf(t.out, "lost:    %d files\n", lost)
	// Bazel takes the binaries of the tests for built, but neither it nor the server has them. The tests
	// are new ones, with another environment.
	got, err := t.away.Test(ctx, append(t.flags(), "--test_env=QGRAPH_TRIAL=lost"), t.targets...)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "again:   %v\n", got)
	if err := same(want, got); err != nil {
		return err
	}
	if lost, err = t.farm.Lose(ctx, 100_000); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "lost:    %d files\n", lost)
	// Bazel knows nothing, and the server's cache has results with lost files.
	if got, err = t.test(ctx); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "clean:   %v\n", got)
	return same(want, got)
}
