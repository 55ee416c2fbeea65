package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/qgraph/qgraph/libqos/protocol/vmstate"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tools/qgraph/loss"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/runner"
	"github.com/qgraph/qgraph/tools/run/scratch"
	"github.com/spf13/cobra"
)

// lossFlags are the flags of qgraph losses.
type lossFlags struct {
	jobs    int
	all     bool
	device  string
	field   string
	verbose bool
}

func newLosses() *cobra.Command {
	var f lossFlags
	cmd := &cobra.Command{
		Use:   "losses [PATTERN…]",
		Short: "Loses each field of a migrated state in turn, and shows which tests notice",
		Long: `Runs the tests of two QEMUs that a PATTERN selects, or all, and looks at the state that
goes from one QEMU to the other. Each field that differs from the one after power-on is
then lost, one in each run of the path: the second QEMU gets its value after power-on, as
from a device that leaves it out of its state. A test that uses the field fails.

The table, in Markdown, has for each test the fields by what became of them: the test
failed, the second QEMU ended, or nothing was noticed.

Each test runs on the first path that is available, one without a known deviation if there
is one, and on all paths with --all.`,
		Example: `  qgraph losses tmp105-tests
  qgraph losses --device 'nvme' x86_64/pc > losses.md`,
		RunE: func(cmd *cobra.Command, patterns []string) error { return runLosses(cmd, f, patterns) },
	}
	cmd.Flags().IntVarP(&f.jobs, "jobs", "j", runtime.NumCPU(), "paths at a time")
	cmd.Flags().BoolVar(&f.all, "all", false, "all paths of each test")
	cmd.Flags().StringVar(&f.device, "device", "", "only the state of devices whose names in it match a `regexp`")
	cmd.Flags().StringVar(&f.field, "field", "", "only fields whose names match a `regexp`")
	cmd.Flags().BoolVarP(&f.verbose, "verbose", "v", false, "on standard error, a line for each field")
	return cmd
}

func runLosses(cmd *cobra.Command, f lossFlags, patterns []string) error {
	device, err := regexp.Compile(f.device)
	if err != nil {
		return fmt.Errorf("--device: %w", err)
	}
	field, err := regexp.Compile(f.field)
	if err != nil {
		return fmt.Errorf("--field: %w", err)
	}
	w, err := plan(cmd, runFlags{slow: f.all}, patterns)
	if err != nil {
		return err
	}
	temporary, err := scratch.New()
	if err != nil {
		return err
	}
	defer func() { _ = temporary.Remove() }() // the next run removes what stays
	slices.SortStableFunc(w.todo, func(a, b candidate) int { return min(len(a.known), 1) - min(len(b.known), 1) })
	table := loss.Table{}
	done, lost := map[string]bool{}, 0
	for _, c := range w.todo {
		test := c.path.TestName()
		if !c.path.Pair() || done[test] && !f.all || cmd.Context().Err() != nil {
			continue
		}
		trial := lossTrial{candidate: c, scratch: temporary.Dir, jobs: max(1, f.jobs), said: io.Discard}
		if f.verbose {
			trial.said = cmd.ErrOrStderr()
		}
		report, err := trial.run(cmd.Context(), func(l loss.Loss) bool { return device.MatchString(l.Device) && field.MatchString(l.Field) })
		if err != nil {
			fmt.Fprintf(cmd.ErrOrStderr(), "%s: %v\n", c.name, err)
			continue
		}
		done[test] = true
		lost += len(report.Losses)
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: %v\n", c.name, report.Count())
		table = append(table, report)
	}
	if err := cmd.Context().Err(); err != nil {
		return err
	}
	if len(table) > 0 && lost == 0 {
		return fmt.Errorf("no field that is migrated matches --device %q and --field %q", f.device, f.field)
	}
	return table.Write(cmd.OutOrStdout())
}

// lossTrial loses the fields of a path.
type lossTrial struct {
	candidate
	scratch string
	jobs    int
	took    time.Duration // without a loss
	mu      sync.Mutex    // held for writes to said
	said    io.Writer     // gets a line for each loss
}

// run runs the path once to learn its fields, and then once for each.
func (l *lossTrial) run(ctx context.Context, wanted func(loss.Loss) bool) (loss.Report, error) {
	losses, err := l.learn(ctx)
	if err != nil {
		return loss.Report{}, err
	}
	var chosen []loss.Loss
	for _, one := range losses {
		if wanted(one) {
			chosen = append(chosen, one)
		}
	}
	report := loss.Report{Path: l.name, Test: l.path.TestName(), Losses: chosen, Outcomes: make([]loss.Outcome, len(chosen))}
	todo := make(chan int)
	errs := make([]error, len(chosen))
	var wg sync.WaitGroup
	for range l.jobs {
		wg.Go(func() {
			for i := range todo {
				report.Outcomes[i], errs[i] = l.lose(ctx, chosen[i])
			}
		})
	}
	for i := range chosen {
		todo <- i
	}
	close(todo)
	wg.Wait()
	return report, errors.Join(errs...)
}

// options are those of each run.
func (l *lossTrial) options() runner.Options {
	return runner.Options{Path: l.path, Bundle: l.bundle, Second: l.second, Machine: l.machine, Scratch: l.scratch}
}

// learn runs the path and returns what its migration can lose.
func (l *lossTrial) learn(ctx context.Context) ([]loss.Loss, error) {
	var before, now bytes.Buffer
	o := l.options()
	o.Started = func(ctx context.Context, q *qtest.QEMU) error { return q.Save(ctx, &before) }
	o.Stream = func(to io.Writer, from io.Reader) error {
		_, err := io.Copy(io.MultiWriter(&now, to), from)
		return err
	}
	if err := l.passes(ctx, o); err != nil {
		return nil, err
	}
	if now.Len() == 0 {
		return nil, errors.New("the test migrates nothing")
	}
	var streams [2]*vmstate.Stream
	for i, data := range []*bytes.Buffer{&before, &now} {
		var err error
		if streams[i], err = vmstate.Parse(data.Bytes()); streams[i] == nil {
			return nil, err
		}
	}
	return loss.Between(streams[0], streams[1]), nil
}

// passes runs the path, which must pass but for known deviations.
func (l *lossTrial) passes(ctx context.Context, o runner.Options) error {
	t := &standIn{ctx: ctx}
	r := runner.Run(t, o)
	l.took = r.Duration
	if r.Class != results.Passed && r.Class != results.Known {
		return fmt.Errorf("the path without a loss is %v: %s", r.Class, t.log.String())
	}
	return nil
}

// lose runs the path with a field lost.
func (l *lossTrial) lose(ctx context.Context, one loss.Loss) (loss.Outcome, error) {
	var altered error
	o := l.options()
	o.Timeout = runner.DefaultTimeout + 5*l.took // the machine may be busy with the other paths
	o.Stream = func(to io.Writer, from io.Reader) error {
		stream, err := io.ReadAll(from)
		if err == nil {
			stream, altered = one.Alter(stream)
			_, err = to.Write(stream)
		}
		return err
	}
	r := runner.Run(&standIn{ctx: ctx}, o)
	if altered != nil {
		return 0, altered
	}
	l.mu.Lock()
	fmt.Fprintf(l.said, "%v: %v: %s\n", one, r.Class, first(r.Messages))
	l.mu.Unlock()
	switch r.Class {
	case results.Passed, results.Known:
		return loss.Unseen, nil
	case results.TestFailed, results.Complained, results.TimedOut:
		return loss.Seen, nil
	case results.QEMUExited, results.QEMUCrashed:
		return loss.Refused, nil
	}
	return 0, fmt.Errorf("the path with a loss is %v: %v", r.Class, one)
}

// first returns the first message of a path, "" if there is none.
func first(messages []string) string {
	if len(messages) == 0 {
		return ""
	}
	line, _, _ := strings.Cut(messages[0], "\n")
	return line
}
