package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/scratch"
	"github.com/spf13/cobra"
)

// startTest is the test of a machine that starts and ends it.
const startTest = "machine-tests/start"

// genericTests are those whose cost is compared with the start of their machine.
var genericTests = [...]string{"machine-tests/introspect", "machine-tests/sweep", "machine-tests/reset"}

func newGeneric() *cobra.Command {
	var qemu string
	var runs int
	cmd := &cobra.Command{
		Use:   "generic MACHINE...",
		Short: "Compares the generic tests of machines with their start: time and exchanges",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, machines []string) error {
			if runs < 1 {
				return fmt.Errorf("--runs is %d, want at least 1", runs)
			}
			temporary, err := scratch.New()
			if err != nil {
				return err
			}
			defer func() { _ = temporary.Remove() }() // the next run removes what stays
			qgraph, err := buildQgraph(cmd, temporary.Dir)
			if err != nil {
				return err
			}
			var all []results.Result
			for range runs {
				file := filepath.Join(temporary.Dir, "results.jsonl")
				args := append([]string{"run", "-j", "1", "--results", file}, qemuFlag(qemu)...)
				for _, m := range machines {
					args = append(args, "^"+regexp.QuoteMeta(m)+"/.*/machine-tests/(start|introspect|sweep|reset)$")
				}
				c := exec.CommandContext(cmd.Context(), qgraph, args...)
				c.Stderr = os.Stderr
				runErr := c.Run()
				some, err := results.ReadFile(file)
				if err != nil {
					return errors.Join(runErr, err)
				}
				all = append(all, some...)
			}
			printGeneric(cmd.OutOrStdout(), costs(all))
			return nil
		},
	}
	cmd.Flags().StringVar(&qemu, "qemu", "", "QEMU `binary` or folder of binaries")
	cmd.Flags().IntVar(&runs, "runs", 3, "`number` of runs of each path, of which the fastest counts")
	return cmd
}

// cost is what a path costs.
type cost struct {
	path      string
	took      time.Duration
	exchanges int
	ratio     float64 // to the start of its machine; 0 if that is not known
}

// costs returns the costs of the generic paths in the results, those that are dearest in
// terms of their machine's start first. Of several runs of a path the fastest counts. A path
// that has not run to its end has no cost.
func costs(all []results.Result) []cost {
	fastest := map[string]cost{}
	for _, r := range all {
		if r.Class != results.Passed && r.Class != results.Known || r.Exchanges == nil {
			continue
		}
		if c, ok := fastest[r.Path]; !ok || r.Duration < c.took {
			fastest[r.Path] = cost{path: r.Path, took: r.Duration, exchanges: r.Exchanges.Commands}
		}
	}
	var list []cost
	for path, c := range fastest {
		for _, test := range genericTests {
			if machine, ok := strings.CutSuffix(path, test); ok {
				if start := fastest[machine+startTest].took; start > 0 {
					c.ratio = float64(c.took) / float64(start)
				}
				list = append(list, c)
			}
		}
	}
	slices.SortFunc(list, func(a, b cost) int { return cmp.Or(cmp.Compare(b.ratio, a.ratio), cmp.Compare(a.path, b.path)) })
	return list
}

func printGeneric(out io.Writer, list []cost) {
	above := 0
	for _, c := range list {
		if c.ratio > 3 {
			above++
		}
		fmt.Fprintf(out, "%6.1f × the start %8v %8d exchanges  %s\n", c.ratio, c.took.Round(time.Millisecond), c.exchanges, c.path)
	}
	fmt.Fprintf(out, "%d paths, %d of them above three times the start of their machine\n", len(list), above)
}
