package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/qgraph/qgraph/tools/run/reproducer"
	"github.com/qgraph/qgraph/tools/run/reproducer/translate"
	"github.com/qgraph/qgraph/tools/run/reproducer/trial"
	"github.com/qgraph/qgraph/tools/run/scratch"
	"github.com/qgraph/qgraph/tools/run/shell"
	"github.com/qgraph/qgraph/tools/run/transcript"
	"github.com/spf13/cobra"
)

// errEnded is already reported.
var errEnded = errors.New("QEMU ended")

// postedOptions say how a posted reproducer is replayed.
type postedOptions struct {
	number   int
	patience time.Duration
	record   string
	on       string // the paths that it is mapped to; "": as posted
	device   string // the model of the device that it is about; "": the only one
}

func (o *postedOptions) flags(cmd *cobra.Command) {
	cmd.Flags().IntVar(&o.number, "number", 1, "`N` of the reproducer, in a file with several")
	cmd.Flags().DurationVar(&o.patience, "patience", trial.DefaultPatience, "`time` without an answer after which QEMU hangs")
	cmd.Flags().StringVar(&o.record, "record", "", "`file` that the commands and the answers of QEMU are written to")
}

// used reports whether a flag is given that is for posted reproducers only.
func (o *postedOptions) used(cmd *cobra.Command) bool {
	return slices.ContainsFunc([]string{"number", "patience", "record"}, cmd.Flags().Changed)
}

// isPosted reports whether a text is neither a script nor a transcript of ours.
func isPosted(text []byte) bool {
	if bytes.HasPrefix(text, []byte("#!")) {
		return !bytes.Contains(text, []byte("\n# reproduce.sh ")) && transcript.IsScript(string(text)) != nil
	}
	_, err := transcript.Read(bytes.NewReader(text))
	return err != nil && len(text) > 0
}

// replay replays a posted reproducer.
func (o *postedOptions) replay(cmd *cobra.Command, name, text string, args []string) error {
	report, err := o.report(cmd.ErrOrStderr(), name, text, args)
	if err != nil {
		return err
	}
	b, err := qemuOf(cmd, report)
	if err != nil {
		return err
	}
	temporary, err := scratch.New()
	if err != nil {
		return err
	}
	defer func() { _ = temporary.Remove() }() // the next run removes what stays
	out := cmd.OutOrStdout()
	fmt.Fprintf(out, "%s\n", shell.Quote(slices.Concat(b.Words(), wordsOf(report.Options()))))
	s := &showing{out: out, report: report}
	var layout *translate.Layout
	outcome, err := trial.Run(cmd.Context(), trial.Config{
		Bundle: b, Options: report.Options(), Commands: report.Commands(), Scratch: temporary.Dir, Patience: o.patience, Answered: s.answered,
		Started: func(ctx context.Context, q *qtest.QEMU) error {
			ctx, cancel := context.WithTimeout(ctx, o.patience)
			defer cancel()
			layout, _ = translate.Ask(ctx, q) // without it, only the remarks on slots are missing
			return nil
		},
	})
	if err != nil {
		return err
	}
	s.end(outcome)
	if layout != nil {
		for _, r := range translate.Missed(report, layout) {
			fmt.Fprintf(out, "line %d, %s: %s\n", r.Line, report.Steps[r.Line-1].Command, r.Text)
		}
	}
	if o.record != "" {
		if err := record(o.record, report, outcome, b); err != nil {
			return err
		}
	}
	switch {
	case outcome.End.Kind != trial.Lives || outcome.End.Leaving || outcome.End.Fault:
		return errEnded
	case s.differing > 0:
		return errAnswersDiffer
	}
	return nil
}

// report returns the chosen reproducer in a text, with the command line that args give it.
func (o *postedOptions) report(notes io.Writer, name, text string, args []string) (*reproducer.Report, error) {
	all, err := reproducer.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if o.number < 1 || o.number > len(all) {
		return nil, fmt.Errorf("%s: no reproducer number %d: it has %d", name, o.number, len(all))
	}
	if len(all) > 1 {
		fmt.Fprintf(notes, "%s has %d reproducers; this is number %d (--number)\n", name, len(all), o.number)
	}
	report := all[o.number-1]
	if len(args) > 0 {
		if strings.HasPrefix(args[0], "-") {
			args = slices.Concat([]string{bundle.Prefix + report.Arch()}, args)
		}
		report.Command = args
	}
	for _, line := range report.Ignored {
		fmt.Fprintf(notes, "left out, as it is no command: %.200s\n", line)
	}
	return report, nil
}

// qemuOf returns the QEMU for a report. Where the report does not tell the architecture, the
// only QEMU that is given is right, else that of a PC.
func qemuOf(cmd *cobra.Command, report *reproducer.Report) (*bundle.Bundle, error) {
	byArch, err := bundles(cmd)
	if err != nil {
		return nil, err
	}
	arch := report.ArchOrDefault()
	if report.Arch() == "" {
		if len(byArch) == 1 && cmd.Flags().Changed("qemu") {
			for _, b := range byArch {
				return b, nil
			}
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "the report does not tell the architecture: taking %s; give another after -- (-- qemu-system-arm -M virt)\n", arch)
	}
	if byArch[arch] == nil {
		return nil, fmt.Errorf("there is no qemu-system-%s for the report", arch)
	}
	return byArch[arch], nil
}

// wordsOf returns options as words of a command.
func wordsOf(options []reproducer.Option) []string {
	var all []string
	for _, o := range options {
		all = append(all, o.Args()...)
	}
	return all
}

// record writes the reproducer with QEMU's answers.
func record(name string, report *reproducer.Report, outcome *trial.Outcome, b *bundle.Bundle) error {
	answered := *report
	answered.Steps = slices.Clone(report.Steps)
	for i := range answered.Steps {
		answered.Steps[i].Reply = ""
		if i < len(outcome.Answers) {
			answered.Steps[i].Reply = outcome.Answers[i]
		}
	}
	if answered.Arch() == "" {
		answered.Command = slices.Concat([]string{bundle.Prefix + b.Arch}, wordsOf(report.Options()))
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(answered.Write(f, acceleratorOf(b)), f.Close())
}

// acceleratorOf returns the accelerator that a QEMU runs under.
func acceleratorOf(b *bundle.Bundle) string {
	if b.Accelerator == "" {
		return "qtest"
	}
	return b.Accelerator
}
