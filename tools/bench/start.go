package main

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/qgraph/qgraph/tools/build/nodes"
	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/qgraph/qgraph/tools/run/scratch"
	"github.com/spf13/cobra"
)

// startPath is a path with a small test and without a descriptor on its command line.
const startPath = "x86_64/pc/i440FX-pcihost/pci-bus-pc/pci-bus/ES1370/pci-device/pci-device-tests/nop"

func newStart() *cobra.Command {
	var qemu, path string
	var pairs int
	cmd := &cobra.Command{
		Use:   "start",
		Short: "Measures a path from start to exit against the bare QEMU, turn by turn",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if pairs < 1 {
				return fmt.Errorf("--pairs is %d, want at least 1", pairs)
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
			b, bare, err := bareCommand(path, qemu)
			if err != nil {
				return err
			}
			ours := []string{qgraph, "run", "--qemu", b.Path, path}
			return compareStarts(cmd.Context(), cmd.OutOrStdout(), ours, bare, pairs)
		},
	}
	cmd.Flags().StringVar(&qemu, "qemu", "", "QEMU `binary` or folder of binaries")
	cmd.Flags().StringVar(&path, "path", startPath, "the `path`")
	cmd.Flags().IntVar(&pairs, "pairs", 20, "`number` of runs of each")
	return cmd
}

// bareCommand returns the QEMU for a path, and the command that starts it with the
// path's options and takes QMP commands from standard input.
func bareCommand(path, qemu string) (*bundle.Bundle, []string, error) {
	p, err := nodes.New().Lookup(path)
	if err != nil {
		return nil, nil, err
	}
	line, err := p.CommandLine()
	if err != nil {
		return nil, nil, err
	}
	var names []string
	if qemu != "" {
		names = append(names, qemu)
	}
	bundles, err := bundle.Find(names...)
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(bundles, func(b *bundle.Bundle) bool { return b.Arch == p.Arch() })
	if i < 0 {
		return nil, nil, fmt.Errorf("no %s%s", bundle.Prefix, p.Arch())
	}
	own := []string{"-accel", "qtest", "-display", "none", "-qmp", "stdio", "-nodefaults"}
	return bundles[i], slices.Concat(bundles[i].Words(), own, line.Args()), nil
}

// compareStarts runs both commands in turn and prints the medians of their times.
func compareStarts(ctx context.Context, out io.Writer, ours, bare []string, pairs int) error {
	var times [2][]time.Duration
	for range pairs {
		for i, words := range [][]string{ours, bare} {
			c := exec.CommandContext(ctx, words[0], words[1:]...)
			c.Stdin = strings.NewReader(`{"execute": "qmp_capabilities"} {"execute": "quit"}`)
			began := time.Now()
			if said, err := c.CombinedOutput(); err != nil {
				return fmt.Errorf("%s: %w\n%s", words[0], err, said)
			}
			times[i] = append(times[i], time.Since(began))
		}
	}
	a, b := median(times[0]), median(times[1])
	fmt.Fprintf(out, "qgraph run: %v; the bare QEMU, told to quit: %v; ratio of the medians of %d: %.2f\n",
		a.Round(time.Millisecond/10), b.Round(time.Millisecond/10), pairs, float64(a)/float64(b))
	return nil
}

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}
