package main

import (
	"bytes"
	"fmt"
	"os"
	"slices"

	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/qgraph/qgraph/tools/run/reproducer"
	"github.com/qgraph/qgraph/tools/run/reproducer/minimize"
	"github.com/qgraph/qgraph/tools/run/reproducer/trial"
	"github.com/qgraph/qgraph/tools/run/scratch"
	"github.com/spf13/cobra"
)

func newMinimize() *cobra.Command {
	var o postedOptions
	var starts int
	var output string
	cmd := &cobra.Command{
		Use:   "minimize FILE [-- [QEMU] ARGUMENT...]",
		Short: "Makes a reproducer shorter: fewer commands, same end of QEMU",
		Long: `Makes a reproducer shorter, and writes it as a here-document that needs QEMU and a shell
alone. FILE is what qgraph replay takes of what people post, or a transcript.

It leaves out commands, then options of QEMU and their properties, then bytes that are
written, as long as QEMU ends in the same way: by the same signal or exit status, with the
same message, numbers aside, and the same innermost calls in gdb's backtrace, if gdb is
installed. Without both, at the same command. Where QEMU lives and complains of nothing, the
last answer stays as it is. The same input gives the same result.

Exit codes: 0 it is written; 2 QEMU does not start, or does not end in the same way each time.`,
		Example: `  qgraph minimize report.txt -o short.txt
  qgraph minimize lines.qtest -- qemu-system-ppc64 -M pseries`,
		Args: newReplay().Args,
		RunE: func(cmd *cobra.Command, args []string) error {
			return shorten(cmd, args[0], args[1:], &o, starts, output)
		},
	}
	o.flags(cmd)
	cmd.Flags().IntVar(&starts, "starts", 0, "the most `N` starts of QEMU; 0: no limit")
	cmd.Flags().StringVarP(&output, "output", "o", "", "`file` that the reproducer is written to, in place of standard output")
	return cmd
}

func shorten(cmd *cobra.Command, name string, args []string, o *postedOptions, starts int, output string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	notes := cmd.ErrOrStderr()
	report, err := o.report(notes, name, string(text), args)
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
	cfg := trial.Config{Bundle: b, Options: report.Options(), Commands: report.Commands(), Scratch: temporary.Dir, Patience: o.patience}
	result, err := minimize.Run(cmd.Context(), cfg, starts, func(r *minimize.Result) {
		fmt.Fprintf(notes, "%d starts: %d commands, %d options\n", r.Starts, len(r.Commands), len(r.Options))
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(notes, "%d starts of QEMU: %d of %d commands and %d of %d options are left; compared by %s\n", result.Starts,
		len(result.Commands), len(report.Steps), len(result.Options), len(report.Options()), result.End.By())
	if result.Stopped {
		fmt.Fprintf(notes, "stopped at the limit of %d starts: more may be possible\n", starts)
	}
	var short bytes.Buffer
	short.WriteString(result.End.Comment())
	if err := shorter(b, result).Write(&short, acceleratorOf(b)); err != nil {
		return err
	}
	if output != "" {
		return os.WriteFile(output, short.Bytes(), 0o666)
	}
	_, err = cmd.OutOrStdout().Write(short.Bytes())
	return err
}

// shorter returns a result as a report.
func shorter(b *bundle.Bundle, result *minimize.Result) *reproducer.Report {
	r := &reproducer.Report{Command: slices.Concat([]string{bundle.Prefix + b.Arch}, wordsOf(result.Options))}
	for _, c := range result.Commands {
		r.Steps = append(r.Steps, reproducer.Step{Command: c})
	}
	if n := len(r.Steps); n > 0 {
		r.Steps[n-1].Reply = result.Answer
	}
	return r
}
