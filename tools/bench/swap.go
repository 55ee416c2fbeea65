package main

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/scratch"
	"github.com/spf13/cobra"
)

func newSwap() *cobra.Command {
	var qemu, arch string
	cmd := &cobra.Command{
		Use:   "swap",
		Short: "Runs the paths of an architecture on another QEMU with Bazel and without, and compares the times",
		Long: `Runs the paths of an architecture on another QEMU: with Bazel, for which the binary is
new and all else is built, and without it.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if qemu == "" {
				return errors.New("--qemu names the QEMU that Bazel has not seen yet")
			}
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
			if _, err := bazel(cmd, "build", allPaths); err != nil {
				return err
			}
			tests := []string{"./bazelw", "test", "--config=ci", "--test_tag_filters=" + arch, "--repo_env=QTEST_QEMU_BINARY=" + qemu, allPaths}
			withBazel, err := timed(cmd, tests)
			if err != nil {
				return err
			}
			file := filepath.Join(dir, "results.jsonl")
			without, err := timed(cmd, []string{qgraph, "run", "--qemu", qemu, "--results", file, "^" + arch + "/"})
			if err != nil {
				return err
			}
			all, err := results.ReadFile(file)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s: %v; with Bazel %.1f s, without %.1f s, ratio %.2f\n",
				arch, results.Count(all), withBazel.Seconds(), without.Seconds(), withBazel.Seconds()/without.Seconds())
			return nil
		},
	}
	cmd.Flags().StringVar(&qemu, "qemu", "", "the other QEMU `binary`")
	cmd.Flags().StringVar(&arch, "arch", "x86_64", "its `architecture`")
	return cmd
}

// timed runs a command and returns how long it took. Paths that fail are a result.
func timed(cmd *cobra.Command, words []string) (time.Duration, error) {
	c := exec.CommandContext(cmd.Context(), words[0], words[1:]...)
	began := time.Now()
	said, err := c.CombinedOutput()
	took := time.Since(began)
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1 && exit.ExitCode() != 3) {
		return 0, fmt.Errorf("%s: %w\n%s", strings.Join(words, " "), err, said)
	}
	return took, nil
}
