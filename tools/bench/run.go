package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/scratch"
	"github.com/spf13/cobra"
)

func newRun() *cobra.Command {
	var qemu string
	var jobs int
	cmd := &cobra.Command{
		Use:   "run PATTERN...",
		Short: "Runs paths without Bazel and prints exchanges, CPU and time",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, patterns []string) error {
			temporary, err := scratch.New()
			if err != nil {
				return err
			}
			defer func() { _ = temporary.Remove() }() // the next run removes what stays
			dir := temporary.Dir
			qgraph, err := buildQgraph(cmd, dir)
			if err != nil {
				return err
			}
			file := filepath.Join(dir, "results.jsonl")
			args := append([]string{"run", "-j", strconv.Itoa(jobs), "--results", file}, qemuFlag(qemu)...)
			c := exec.CommandContext(cmd.Context(), qgraph, append(args, patterns...)...)
			c.Stderr = os.Stderr
			began := time.Now()
			runErr := c.Run()
			wall := time.Since(began)
			all, err := results.ReadFile(file)
			switch {
			case runErr != nil && errors.Is(err, os.ErrNotExist):
				return fmt.Errorf("qgraph run: %w", runErr) // it has said why nothing ran
			case err != nil:
				return err
			}
			printRun(cmd, all, wall, c.ProcessState)
			return runErr
		},
	}
	cmd.Flags().StringVar(&qemu, "qemu", "", "QEMU `binary` or folder of binaries")
	cmd.Flags().IntVarP(&jobs, "jobs", "j", 2, "paths at a time")
	return cmd
}

// qemuFlag returns the flag of qgraph that names a QEMU.
func qemuFlag(qemu string) []string {
	if qemu == "" {
		return nil
	}
	return []string{"--qemu", qemu}
}

// buildQgraph makes the command in dir, so that its compilation is not measured.
func buildQgraph(cmd *cobra.Command, dir string) (string, error) {
	name := filepath.Join(dir, "qgraph")
	c := exec.CommandContext(cmd.Context(), "go", "build", "-o", name, "./tools/qgraph")
	c.Stderr = os.Stderr
	if err := c.Run(); err != nil {
		return "", fmt.Errorf("build qgraph: %w", err)
	}
	return name, nil
}

func printRun(cmd *cobra.Command, all []results.Result, wall time.Duration, state *os.ProcessState) {
	var sum results.Exchanges
	verbs := map[string]int{}
	var ran []results.Result
	for _, r := range all {
		if r.Exchanges == nil {
			continue
		}
		ran = append(ran, r)
		sum.Commands += r.Exchanges.Commands
		sum.Waited += r.Exchanges.Waited
		sum.Idle += r.Exchanges.Idle
		for verb, n := range r.Exchanges.Verbs {
			verbs[verb] += n
		}
	}
	out := cmd.OutOrStdout()
	n := max(len(ran), 1)
	cpu := state.UserTime() + state.SystemTime()
	fmt.Fprintf(out, "paths: %d, %v\n", len(ran), results.Count(all))
	fmt.Fprintf(out, "commands: %d, %d a path; waited for: %d; in vain: %d\n", sum.Commands, sum.Commands/n, sum.Waited, sum.Idle)
	fmt.Fprintf(out, "wall: %.1f s; CPU with all QEMUs: %.1f s, %.3f s a path; largest resident set: %d MiB\n",
		wall.Seconds(), cpu.Seconds(), cpu.Seconds()/float64(n), state.SysUsage().(*syscall.Rusage).Maxrss>>10)
	byCount := slices.SortedFunc(maps.Keys(verbs), func(a, b string) int { return verbs[b] - verbs[a] })
	for _, verb := range byCount[:min(len(byCount), 12)] {
		fmt.Fprintf(out, "  %8d %s\n", verbs[verb], verb)
	}
	slices.SortFunc(ran, func(a, b results.Result) int { return b.Exchanges.Commands - a.Exchanges.Commands })
	for _, r := range ran[:min(len(ran), 10)] {
		fmt.Fprintf(out, "  %8d of them waited for %8d  %s\n", r.Exchanges.Commands, r.Exchanges.Waited, r.Path)
	}
}
