package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/qgraph/qgraph/tools/build/nodes"
	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/qgraph/qgraph/tools/run/runner"
	"github.com/qgraph/qgraph/tools/run/scratch"
	"github.com/qgraph/qgraph/tools/run/transcript"
	"github.com/spf13/cobra"
)

func newReplay() *cobra.Command {
	var o postedOptions
	cmd := &cobra.Command{
		Use:   "replay FILE [-- [QEMU] ARGUMENT...]",
		Short: "Replays a test's session, or what people post, against QEMU",
		Long: `Replays a session with QEMU, and reports the commands with answers that differ from the
recorded ones. FILE is

  - the reproduce.sh or the transcript.txt that a path left in its outputs. The script does
    the same without qgraph: bash reproduce.sh [QEMU]. It also has the files that the test
    made while QEMU ran; a transcript does not.
  - what people post about a fault: a here-document with its command line, lines of the qtest
    protocol, QEMU's log of qtest (-qtest-log), the traces and C code of QEMU's fuzzing
    scripts; also quoted, wrapped or encoded by mail, in HTML, or among other output. The
    answers and the end of QEMU are shown. What the report does not say of the command line
    is given after --.

Exit codes: 0 every answer is the recorded one, and QEMU lives; 1 one differs; 2 the replay
could not start; 3 QEMU crashed, exited, hung or reported a fault of its own.`,
		Example: `  qgraph replay outputs/arm/raspi2b/generic-sdhci/sdhci/sdhci-tests/registers/reproduce.sh --qemu ~/old/qemu-system-arm
  qgraph replay report.txt --qemu ~/qemu/build
  qgraph replay lines.qtest -- qemu-system-ppc64 -M pseries`,
		Args: func(cmd *cobra.Command, args []string) error {
			if n := cmd.ArgsLenAtDash(); n >= 0 {
				args = args[:n]
			}
			return cobra.ExactArgs(1)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error { return replay(cmd, args[0], args[1:], &o) },
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&o.on, "on", "", "`path` through the device, or a regular expression for paths: map the reproducer to them")
	cmd.Flags().StringVar(&o.device, "device", "", "with --on, the `model` of the device that it is about, where it accesses several")
	return cmd
}

// errAnswersDiffer is already reported.
var errAnswersDiffer = errors.New("answers differ")

func replay(cmd *cobra.Command, name string, args []string, o *postedOptions) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if o.on != "" {
		return o.replayOn(cmd, name, string(text), args)
	}
	if o.used(cmd) || len(args) > 0 || isPosted(text) {
		return o.replay(cmd, name, string(text), args)
	}
	temporary, err := scratch.New()
	if err != nil {
		return err
	}
	defer func() { _ = temporary.Remove() }() // the next run removes what stays
	script := name
	var qemu []string
	if bytes.HasPrefix(text, []byte("#!")) {
		if err := transcript.IsScript(string(text)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if cmd.Flags().Changed("qemu") {
			b, err := bundleOf(cmd, transcript.ScriptPath(string(text)))
			if err != nil {
				return err
			}
			qemu = b.Words()
		}
	} else {
		script = filepath.Join(temporary.Dir, transcript.ScriptName)
		if err := writeScript(cmd, text, temporary.Dir, script); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	run := exec.CommandContext(cmd.Context(), "bash", slices.Concat([]string{script}, qemu)...)
	run.Stdout, run.Stderr = cmd.OutOrStdout(), cmd.ErrOrStderr()
	run.Cancel = func() error { return run.Process.Signal(os.Interrupt) } // it ends its QEMU
	run.WaitDelay = 10 * time.Second
	err = run.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 {
		return errAnswersDiffer
	}
	return err
}

// writeScript makes a script of a transcript.
func writeScript(cmd *cobra.Command, text []byte, scratch, name string) error {
	entries, err := transcript.Read(bytes.NewReader(text))
	if err != nil {
		return err
	}
	path := ""
	if entries[0].Mark == transcript.Remark {
		path = entries[0].Text
	}
	p, err := nodes.New().Lookup(path)
	if err != nil {
		return fmt.Errorf("this qgraph does not have its path: %w", err)
	}
	b, err := bundleOf(cmd, path)
	if err != nil {
		return err
	}
	s, err := runner.NewScript(p, b, "", scratch, entries)
	if err != nil {
		return err
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(s.Write(f), f.Close())
}

// bundleOf returns the QEMU for a path.
func bundleOf(cmd *cobra.Command, path string) (*bundle.Bundle, error) {
	byArch, err := bundles(cmd)
	if err != nil {
		return nil, err
	}
	arch, _, _ := strings.Cut(path, "/")
	if byArch[arch] == nil {
		return nil, fmt.Errorf("there is no qemu-system-%s for %s", arch, path)
	}
	return byArch[arch], nil
}
