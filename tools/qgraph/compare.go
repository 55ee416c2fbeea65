package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"time"

	"github.com/qgraph/qgraph/tools/qgraph/report"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/runner"
	"github.com/spf13/cobra"
)

// compareFlags are the flags of qgraph compare.
type compareFlags struct {
	jobs     int
	slower   float64
	slow     bool
	timeout  time.Duration
	outputs  string
	json     bool
	markdown bool
	html     string
	identity bool
	machines []string
	devices  []string
	except   []string // regular expressions
}

func newCompare() *cobra.Command {
	var f compareFlags
	cmd := &cobra.Command{
		Use:   "compare --qemu A --qemu B [PATTERN…] | compare FILE FILE… | compare --identity …",
		Short: "Shows differences between two or more QEMUs",
		Long: `Runs the same paths on two or more QEMUs (binaries, bundle manifests, folders of
binaries) and shows only the differences from the first of them: paths that
newly fail, fail otherwise, pass again, appeared, are gone, take longer, or cannot
run any more, with the reason. A path whose only failures are declared deviations of
QEMU passes: it is "newly known" or "mended" where the deviations are not the same.

Paths of an architecture that one of them lacks are left out.

Each path runs on A and then, at once, on B, so that other work of the machine
slows both. A path that took more than --slower times as long, and at least 50 ms
longer, runs three times more on each, in turn and with nothing beside it. It is
reported if the medians of all runs agree, and no run was as quick as the first
QEMU's median. A slightly slower path may go unnoticed.

Without --qemu it compares files of results: those that qgraph run --results or
bazel test --build_event_json_file wrote. Their times are of one run each, so
slower paths are not confirmed there.

With --identity it compares what a guest can see of a machine type, which must be the
same in every version of QEMU: on two or more QEMUs, or in records that qgraph identity
wrote. A device that one of them lacks is compared on the others. --except leaves out
differences that are meant.

Exit codes: 0 no path newly fails, no field differs; 1 one does; 2 wrong arguments, or a QEMU
that cannot be used; 130 interrupted, after it has shown the comparison so far.`,
		Example: `  qgraph compare --qemu /usr/bin/qemu-system-x86_64 --qemu build/qemu-system-x86_64
  qgraph compare --qemu 7.2/ --qemu 10.0/ --qemu 11.1/ --html compare.html
  qgraph compare --qemu old/ --qemu new/ --slower 1.5 'virtio-(net|blk)'
  qgraph compare --identity --qemu 10.0/ --qemu 11.1/ -M pc-q35-10.0 -M virt-10.0
  qgraph compare --json before.jsonl after.jsonl | jq -r '.differences[].path'`,
		RunE: func(cmd *cobra.Command, args []string) error { return compare(cmd, f, args) },
	}
	cmd.ValidArgsFunction = func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if cmd.Flags().Changed("qemu") {
			return completePaths(cmd, args, typed)
		}
		return nil, cobra.ShellCompDirectiveDefault // files
	}
	flags := cmd.Flags()
	flags.IntVarP(&f.jobs, "jobs", "j", max(1, runtime.NumCPU()/2), "paths at a time")
	flags.Float64Var(&f.slower, "slower", 2, "`ratio` of times above which a path is called slower; 0: never")
	flags.BoolVar(&f.slow, "slow", false, "slow tests too")
	flags.DurationVar(&f.timeout, "timeout", runner.DefaultTimeout, "time that one path may take on one QEMU")
	flags.StringVar(&f.outputs, "outputs", "", "`folder` for the transcript and the result of each path, in a folder for each QEMU")
	flags.BoolVar(&f.json, "json", false, "one JSON object instead of a table")
	flags.BoolVar(&f.markdown, "markdown", false, "tables in Markdown instead")
	flags.StringVar(&f.html, "html", "", "`file` for an HTML page of the comparison, besides")
	flags.BoolVar(&f.identity, "identity", false, "compare what a guest sees of the same machine types instead of paths: see qgraph identity")
	flags.StringArrayVarP(&f.machines, "machine", "M", nil, "with --identity: machine `type`, or a pattern such as 'pc-q35-*'; may be repeated; by default the newest common version of each machine")
	flags.StringArrayVar(&f.devices, "device", nil, "with --identity: only that device, machine or processors; may be repeated")
	flags.StringArrayVar(&f.except, "except", nil, "with --identity: leave out the fields whose names match a `regexp`; may be repeated")
	cmd.MarkFlagsMutuallyExclusive("json", "markdown")
	return cmd
}

func compare(cmd *cobra.Command, f compareFlags, args []string) error {
	if f.slower != 0 && f.slower <= 1 {
		return fmt.Errorf("got --slower %v, want a ratio above 1", f.slower)
	}
	names, err := cmd.Flags().GetStringArray("qemu")
	if err != nil {
		return err
	}
	if !f.identity && len(f.machines)+len(f.devices)+len(f.except) > 0 {
		return errors.New("-M, --device and --except go with --identity")
	}
	if f.identity {
		return showIdentity(cmd, f, names, args)
	}
	var c *results.Comparison
	switch {
	case len(names) == 1:
		return errors.New("one --qemu: name the others too")
	case len(names) > 1:
		c, err = compareQEMUs(cmd, f, names, args)
	default:
		c, err = compareFiles(cmd, f, args)
	}
	if c == nil {
		return err
	}
	// Show the comparison even if it is incomplete.
	if err := errors.Join(err, showComparison(cmd, f, c)); err != nil {
		return err
	}
	if c.Counts[results.NewlyFailing] > 0 {
		return errPathsFailed
	}
	return nil
}

// showIdentity compares what a guest sees, and prints the comparison.
func showIdentity(cmd *cobra.Command, f compareFlags, qemus, files []string) error {
	c, err := compareIdentity(cmd, f, qemus, files)
	if err != nil {
		return err
	}
	switch {
	case f.json:
		err = writeIndented(cmd.OutOrStdout(), c)
	case f.markdown:
		err = c.WriteMarkdown(cmd.OutOrStdout())
	default:
		err = c.WriteTable(cmd.OutOrStdout())
	}
	if f.html != "" {
		err = errors.Join(err, writePageFile(f.html, func(w io.Writer) error { return report.WriteIdentity(w, c) }))
	}
	if err == nil && len(c.Differences) > 0 {
		err = errPathsFailed
	}
	return err
}

func showComparison(cmd *cobra.Command, f compareFlags, c *results.Comparison) error {
	var page error
	if f.html != "" {
		page = writePageFile(f.html, func(w io.Writer) error { return report.WriteComparison(w, c) })
	}
	return errors.Join(printComparison(cmd, f, c), page)
}

func printComparison(cmd *cobra.Command, f compareFlags, c *results.Comparison) error {
	switch {
	case f.markdown:
		return c.WriteMarkdown(cmd.OutOrStdout())
	case !f.json:
		return c.WriteTable(cmd.OutOrStdout())
	}
	return writeIndented(cmd.OutOrStdout(), c)
}

// writeIndented writes a value as JSON for a program, indented for a person.
func writeIndented(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "\t")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

func compareFiles(cmd *cobra.Command, f compareFlags, names []string) (*results.Comparison, error) {
	if len(names) < 2 {
		return nil, errors.New("two QEMUs (--qemu A --qemu B) or two files of results are needed")
	}
	var sides []results.Side
	for _, name := range names {
		all, warning, err := report.LoadFile(name)
		if err != nil {
			return nil, err
		}
		if warning != "" {
			fmt.Fprintf(cmd.ErrOrStderr(), "qgraph: warning: %s\n", warning)
		}
		sides = append(sides, results.Side{Name: name, Results: all})
	}
	return results.Compare(sides, f.ratio(), nil), nil
}

// ratio returns the ratio for [results.Compare].
func (f *compareFlags) ratio() float64 {
	if f.slower == 0 {
		return 1e9 // no path takes so long
	}
	return f.slower
}

// compareQEMUs runs the paths of the patterns on each of the QEMUs. When it is
// interrupted it returns the comparison of the paths that ran.
func compareQEMUs(cmd *cobra.Command, f compareFlags, qemus, patterns []string) (*results.Comparison, error) {
	ctx := cmd.Context()
	s, err := newSideBySide(cmd, f, qemus, patterns)
	if err != nil {
		return nil, err
	}
	err = s.run(ctx)
	c := results.Compare(s.compared(), f.ratio(), nil)
	if slow := slowerPaths(c); len(slow) > 0 && ctx.Err() == nil {
		c = results.Compare(s.compared(), f.ratio(), s.again(ctx, slow))
	}
	s.progress.clear()
	return c, errors.Join(err, s.close(), ctx.Err())
}

func slowerPaths(c *results.Comparison) map[string]bool {
	slow := map[string]bool{}
	for _, d := range c.Differences {
		if slices.Contains(d.Changes, results.Slower) {
			slow[d.Path] = true
		}
	}
	return slow
}
