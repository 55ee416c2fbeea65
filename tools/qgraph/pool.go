package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/runner"
	"github.com/qgraph/qgraph/tools/run/shell"
)

// outcome is the result of a path with its log.
type outcome struct {
	result *results.Result
	log    string
}

// runAll runs the paths, some at a time, and yields their results as they end.
// Each leaves its files in a folder of its name in out; scratch is for temporary
// files.
func runAll(ctx context.Context, f runFlags, scratch string, out *outputs, todo []candidate) func(yield func(outcome) bool) {
	return func(yield func(outcome) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		jobs := make(chan candidate)
		ended := make(chan outcome)
		var wg sync.WaitGroup
		for range max(1, f.jobs) {
			wg.Go(func() {
				for c := range jobs {
					ended <- runOne(ctx, f, scratch, out, c)
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
			close(ended)
		}()
		for o := range ended {
			if !yield(o) {
				cancel()
				for range ended { // let the workers end
				}
				return
			}
		}
	}
}

func runOne(ctx context.Context, f runFlags, scratch string, out *outputs, c candidate) outcome {
	t := &standIn{ctx: ctx}
	o := runner.Options{
		Path: c.path, Bundle: c.bundle, Scratch: scratch, Timeout: f.timeout, Debug: f.debugger(),
		Steps: f.chosen, Log: f.logged, Second: c.second, Machine: c.machine,
	}
	rerun := []string{"go", "run", "./tools/qgraph", "run", "--qemu", c.bundle.Path, c.name}
	for _, name := range f.to {
		rerun = append(rerun, "--to", name)
	}
	if f.log != "" {
		rerun = append(rerun, "--qemu-log", f.log)
	}
	if c.bundle.Accelerator == bundle.WithoutQtest {
		rerun = append(rerun, "--real-time")
	}
	o.Rerun = shell.Quote(rerun)
	o.RerunStep = func(pattern string) string { return shell.Quote(append(slices.Clip(rerun), "--step", pattern)) }
	dir, err := out.room(ctx, c.name)
	if err == nil {
		o.Outputs = dir
	}
	r := runner.Run(t, o)
	if err != nil {
		r.Lost = append(r.Lost, fmt.Sprintf("no transcript: %v", err))
	}
	return outcome{r, t.log.String()}
}

// standIn is a testing.TB outside of go test. The runner ends the test's
// goroutine itself, so only the forwarded methods are here.
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
