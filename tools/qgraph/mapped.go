package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tests/suite/replaysuite"
	"github.com/qgraph/qgraph/tools/build/nodes"
	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/qgraph/qgraph/tools/run/reproducer"
	"github.com/qgraph/qgraph/tools/run/reproducer/translate"
	"github.com/qgraph/qgraph/tools/run/reproducer/trial"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/runner"
	"github.com/qgraph/qgraph/tools/run/scratch"
	"github.com/qgraph/qgraph/tools/run/shell"
	"github.com/spf13/cobra"
)

// mapping is a posted reproducer that is mapped to the paths with its device.
type mapping struct {
	*translate.Translation
	report  *reproducer.Report
	outcome *trial.Outcome // of the reproducer as it was posted
	graph   *graph.Graph
	replies []string // of the path under way, by step
	quiet   bool     // no reply is shown
	out     io.Writer
}

// bind binds a posted reproducer to its device. With asPosted, its commands run on the QEMU at
// hand, too.
func (o *postedOptions) bind(cmd *cobra.Command, name, text string, args []string, asPosted bool) (*mapping, error) {
	notes := cmd.ErrOrStderr()
	report, err := o.report(notes, name, text, args)
	if err != nil {
		return nil, err
	}
	m := &mapping{report: report, graph: nodes.New(), out: cmd.OutOrStdout()}
	if len(report.Command) == 0 {
		if err := o.guess(report, m.graph); err != nil {
			return nil, err
		}
		fmt.Fprintf(notes, "the report has no command line: taking %s\n", strings.Join(report.Command, " "))
	}
	b, err := qemuOf(cmd, report)
	if err != nil {
		return nil, err
	}
	var layout *translate.Layout
	if layout, err = m.asPosted(cmd.Context(), b, o, asPosted); err != nil {
		return nil, err
	}
	if m.Translation, err = translate.Translate(report, layout, o.device); err != nil {
		return nil, err
	}
	for _, r := range m.Remarks {
		fmt.Fprintf(notes, "line %d, %.100s: %s\n", r.Line, report.Steps[r.Line-1].Command, r.Text)
	}
	for _, option := range m.LeftOut {
		fmt.Fprintf(notes, "not of the mapped reproducer: %s\n", shell.Quote(option.Args()))
	}
	return m, nil
}

// guess gives lines without a command line the device of the paths that they are replayed on.
func (o *postedOptions) guess(report *reproducer.Report, g *graph.Graph) error {
	model := cmp.Or(o.device, o.deviceOn(g))
	at, ok := translate.Slot(report)
	if model == "" || !ok {
		return errors.New("the report has no command line: give it after -- (-- qemu-system-arm -M virt -device edu)")
	}
	report.Command = []string{bundle.Prefix + reproducer.DefaultArch, "-M", "pc", "-nodefaults", "-device", fmt.Sprintf("%s,addr=%s", model, at.Slot())}
	return nil
}

// deviceOn returns the last device that the path of --on plugs in; "" if it is no path.
func (o *postedOptions) deviceOn(g *graph.Graph) string {
	p, err := g.Lookup(o.on)
	if err != nil {
		return ""
	}
	line, err := p.CommandLine()
	if err != nil {
		return ""
	}
	for _, option := range slices.Backward(line.Options) {
		if option.Flag == "-device" {
			return option.Type
		}
	}
	return ""
}

// asPosted starts QEMU with the posted command line, and returns the layout of its machine.
func (m *mapping) asPosted(ctx context.Context, b *bundle.Bundle, o *postedOptions, commands bool) (layout *translate.Layout, err error) {
	temporary, err := scratch.New()
	if err != nil {
		return nil, err
	}
	defer func() { _ = temporary.Remove() }() // the next run removes what stays
	cfg := trial.Config{
		Bundle: b, Options: m.report.Options(), Scratch: temporary.Dir, Patience: o.patience, NoFrames: !commands,
		Started: func(ctx context.Context, q *qtest.QEMU) error {
			var err error
			layout, err = translate.Ask(ctx, q)
			return err
		},
	}
	if commands {
		cfg.Commands = m.report.Commands()
	}
	if m.outcome, err = trial.Run(ctx, cfg); err != nil {
		return nil, err
	}
	if layout == nil {
		return nil, fmt.Errorf("the command line of the report: %v: %s", &m.outcome.End, cmp.Or(m.outcome.End.Message, m.outcome.End.Output))
	}
	return layout, nil
}

// Tests that replay a mapped reproducer.
const (
	onFunction = "replay-tests/function"
	onDevice   = "replay-tests/device"
	onMachine  = "replay-tests/machine"
)

// afterDevice has the parts of their paths after the device.
var afterDevice = []string{"/" + pci.DeviceInterface.Name() + "/" + onFunction, "/" + onDevice, "/" + guest.Interface.Name() + "/" + onMachine}

// paths returns the paths of all machines that have the device, of which a pattern may choose
// some: a path through the device, or an expression.
func (m *mapping) paths(pattern string) ([]candidate, error) {
	m.add()
	all := m.candidates()
	if len(all) == 0 {
		return nil, fmt.Errorf("the graph has no path with %s", m.Regression.Device)
	}
	matches, err := match(pattern)
	if err != nil {
		return nil, err
	}
	chosen := slices.DeleteFunc(slices.Clone(all), func(c candidate) bool {
		stem := c.name
		for _, end := range afterDevice {
			stem = strings.TrimSuffix(stem, end)
		}
		return !matches(c.name) && !strings.HasPrefix(pattern, stem+"/")
	})
	if len(chosen) == 0 {
		return nil, fmt.Errorf("the device of the report is not on a path that matches %q; it is on %d paths, as %s", pattern, len(all), all[0].name)
	}
	return chosen, nil
}

// add adds the tests that replay, on the device's own driver, as any model, and as a part of the
// machine.
func (m *mapping) add() {
	answered := func(i int, reply string) {
		m.replies = append(m.replies, reply)
		m.show(i, reply)
	}
	r := *m.Regression
	if r.Device != "" {
		replaysuite.Add(m.graph, onFunction, &r, answered)
		as := r
		as.Any = true
		replaysuite.Add(m.graph, onDevice, &as, answered)
		return
	}
	r.Machines = nil
	replaysuite.Add(m.graph, onMachine, &r, answered)
}

// candidates returns the paths with the device: those of its own driver, otherwise those on which
// any model is.
func (m *mapping) candidates() []candidate {
	found := map[string][]candidate{}
	for p := range m.graph.Paths() {
		if name := p.TestName(); name == onFunction || name == onDevice || name == onMachine {
			found[name] = append(found[name], candidate{path: p, name: p.String()})
		}
	}
	switch r := m.Regression; {
	case r.Device == "":
		return found[onMachine]
	case len(found[onFunction]) > 0 && m.onPCI():
		return found[onFunction]
	default:
		r.Any = true
		return found[onDevice]
	}
}

// onPCI reports whether the regression accesses a function of PCI.
func (m *mapping) onPCI() bool {
	return slices.ContainsFunc(m.Regression.Steps, func(s replaysuite.Step) bool {
		return s.Place.Kind == replaysuite.Config || s.Place.Kind == replaysuite.BAR
	})
}

// show shows a step with its reply.
func (m *mapping) show(i int, reply string) {
	if m.quiet {
		return
	}
	if i == shownAnswers {
		fmt.Fprintln(m.out, "  …")
	}
	if i < shownAnswers {
		fmt.Fprintf(m.out, "  %-44.200s %.200s\n", m.Regression.Steps[i], reply)
	}
}

// equipped returns the paths of [mapping.paths] with the QEMUs that they run on.
func (m *mapping) equipped(cmd *cobra.Command, pattern string) ([]candidate, error) {
	chosen, err := m.paths(pattern)
	if err != nil {
		return nil, err
	}
	byArch, err := bundles(cmd)
	if err != nil {
		return nil, err
	}
	return chosen, equip(cmd.Context(), byArch, chosen)
}

// replayOn replays a posted reproducer on paths of the graph.
func (o *postedOptions) replayOn(cmd *cobra.Command, name, text string, args []string) error {
	m, err := o.bind(cmd, name, text, args, false)
	if err != nil {
		return err
	}
	chosen, err := m.equipped(cmd, o.on)
	if err != nil {
		return err
	}
	ended, differ, ran := false, false, 0
	for _, c := range chosen {
		fmt.Fprintln(m.out, c.name)
		if c.unavailable != nil {
			fmt.Fprintf(m.out, "  this QEMU cannot run it: %v\n", c.unavailable)
			continue
		}
		result, err := m.run(cmd.Context(), c)
		if err != nil {
			return err
		}
		different := m.summary(result)
		differ = differ || different || result.Class == results.TestFailed
		ended = ended || result.Class.Failed() && result.Class != results.TestFailed
		if result.Class != results.Skipped {
			ran++
		}
	}
	switch {
	case ended:
		return errEnded
	case differ:
		return errAnswersDiffer
	case ran == 0:
		return errors.New("the reproducer could be replayed on none of these paths")
	}
	return nil
}

// run runs the regression on a path.
func (m *mapping) run(ctx context.Context, c candidate) (*results.Result, error) {
	temporary, err := scratch.New()
	if err != nil {
		return nil, err
	}
	defer func() { _ = temporary.Remove() }() // the next run removes what stays
	m.replies = nil
	return runner.Run(&standIn{ctx: ctx}, runner.Options{Path: c.path, Bundle: c.bundle, Scratch: temporary.Dir}), ctx.Err()
}

// summary shows how a path ended, and reports whether replies differ from those that were
// posted.
func (m *mapping) summary(r *results.Result) (differ bool) {
	const shown = 10
	differing := 0
	for i, reply := range m.replies {
		posted := m.Reply(i, m.report.Steps[m.From[i]].Reply)
		if posted != "" && posted != reply {
			if differing++; differing <= shown {
				fmt.Fprintf(m.out, "  differs from the report: %.200s %s, not %.200s\n", m.Regression.Steps[i], reply, posted)
			}
		}
	}
	why := r.Reason
	if why == "" && len(r.Messages) > 0 {
		why = r.Messages[0]
	}
	fmt.Fprintf(m.out, "  %s after %d of %d steps", r.Class, len(m.replies), len(m.Regression.Steps))
	if why != "" && r.Class != results.Passed {
		fmt.Fprintf(m.out, ": %s", strings.TrimSpace(why))
	}
	if differing > 0 {
		fmt.Fprintf(m.out, "; %d replies differ from the report", differing)
	}
	fmt.Fprintln(m.out)
	return differing > 0
}
