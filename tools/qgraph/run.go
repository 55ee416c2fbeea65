package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
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
	outputs string
	timeout time.Duration
}

func newRun() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run [PATTERN…]",
		Short: "Runs paths without Bazel, one QEMU each",
		Long: `Runs the paths that a PATTERN means (a path, a target label, or a regular
expression for a part of a path), or all that the QEMU at hand can run.`,
		RunE: func(cmd *cobra.Command, patterns []string) error { return runPaths(cmd, f, patterns) },
	}
	cmd.Flags().IntVarP(&f.jobs, "jobs", "j", runtime.NumCPU(), "paths at a time")
	cmd.Flags().BoolVar(&f.slow, "slow", false, "slow tests too")
	cmd.Flags().StringVar(&f.outputs, "outputs", "", "`folder` for the transcript of each path")
	cmd.Flags().DurationVar(&f.timeout, "timeout", runner.DefaultTimeout, "time that one path may take")
	return cmd
}

func runPaths(cmd *cobra.Command, f runFlags, patterns []string) error {
	ctx := cmd.Context()
	g := nodes.New()
	candidates, err := selected(g, patterns)
	if err != nil {
		return err
	}
	if len(candidates) > 1 {
		if err := g.Validate(); err != nil {
			return err
		}
	}
	byArch, err := bundles(cmd)
	if err != nil {
		return err
	}
	if only := &candidates[0]; len(candidates) == 1 && byArch[only.path.Arch()] != nil {
		// Starting QEMU tells as much as asking it would, and half as slowly.
		only.bundle, only.unavailable = byArch[only.path.Arch()], only.path.Missing()
	} else if err := equip(ctx, byArch, candidates); err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "qgraph-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)

	var todo []candidate
	unavailable, slow := 0, 0
	for _, c := range candidates {
		switch {
		case c.unavailable != nil:
			unavailable++
		case c.path.Slow() && !f.slow:
			slow++
		default:
			todo = append(todo, c)
		}
	}
	out := cmd.OutOrStdout()
	counts := map[results.Class]int{}
	for r := range runAll(ctx, f, scratch, todo) {
		counts[r.result.Class]++
		fmt.Fprintf(out, "%-8s %6.3fs %s\n", r.result.Class, r.result.Duration.Seconds(), r.result.Path)
		if r.result.Failed() {
			fmt.Fprint(out, r.log)
		} else if r.result.Class == results.Skipped {
			fmt.Fprintf(out, "         %s\n", r.result.Reason)
		}
	}
	failed := 0
	for class, n := range counts {
		if class != results.Passed && class != results.Skipped {
			failed += n
			fmt.Fprintf(out, "failed (%s): %d\n", class, n)
		}
	}
	fmt.Fprintf(out, "paths: %d passed, %d failed, %d skipped; not run: %d unavailable, %d slow\n",
		counts[results.Passed], failed, counts[results.Skipped], unavailable, slow)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case failed > 0:
		return errPathsFailed
	case len(todo) == 0:
		return fmt.Errorf("none of the %d paths can run here: %w", len(candidates), candidates[0].unavailable)
	}
	return nil
}

// outcome is the result of a path with what was logged.
type outcome struct {
	result *results.Result
	log    string
}

// runAll runs the paths, some at a time, and yields their results as they end.
func runAll(ctx context.Context, f runFlags, scratch string, todo []candidate) func(yield func(outcome) bool) {
	return func(yield func(outcome) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		jobs := make(chan candidate)
		results := make(chan outcome)
		var wg sync.WaitGroup
		for range max(1, f.jobs) {
			wg.Go(func() {
				for c := range jobs {
					results <- runOne(ctx, f, scratch, c)
				}
			})
		}
		go func() {
			defer close(jobs)
			for _, c := range todo {
				select {
				case jobs <- c:
				case <-ctx.Done():
					return
				}
			}
		}()
		go func() {
			wg.Wait()
			close(results)
		}()
		for r := range results {
			if !yield(r) {
				cancel()
				for range results { // let the workers end
				}
				return
			}
		}
	}
}

func runOne(ctx context.Context, f runFlags, scratch string, c candidate) outcome {
	t := &standIn{ctx: ctx}
	o := runner.Options{
		Path: c.path, Bundle: c.bundle, Scratch: scratch, Timeout: f.timeout,
		Rerun: "go run ./tools/qgraph run --qemu " + c.bundle.Path + " " + c.name,
	}
	if f.outputs != "" {
		o.Outputs = filepath.Join(f.outputs, c.name)
		if err := os.MkdirAll(o.Outputs, 0o777); err != nil {
			o.Outputs = ""
			t.Logf("no transcript: %v", err)
		}
	}
	return outcome{runner.Run(t, o), t.log.String()}
}

// standIn is a testing.TB outside of go test. The runner ends the test's
// goroutine itself, so only what it passes on is here.
type standIn struct {
	testing.TB // nil: only the runner holds this
	ctx        context.Context
	mu         sync.Mutex
	log        strings.Builder
}

func (t *standIn) Context() context.Context { return t.ctx }
func (t *standIn) Helper()                  {}
func (t *standIn) Name() string             { return "qgraph" }
func (t *standIn) Fail()                    {}

func (t *standIn) Error(args ...any)                 { t.write(fmt.Sprintln(args...)) }
func (t *standIn) Log(args ...any)                   { t.write(fmt.Sprintln(args...)) }
func (t *standIn) Errorf(format string, args ...any) { t.write(fmt.Sprintf(format, args...) + "\n") }
func (t *standIn) Logf(format string, args ...any)   { t.write(fmt.Sprintf(format, args...) + "\n") }

func (t *standIn) write(text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.log.WriteString(text)
}
