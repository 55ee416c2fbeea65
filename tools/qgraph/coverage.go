package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tools/build/nodes"
	"github.com/qgraph/qgraph/tools/qgraph/coverage"
	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/spf13/cobra"
)

// inventoryTimeout is the time that a QEMU has to list its parts.
const inventoryTimeout = 60 * time.Second

func newCoverage() *cobra.Command {
	var asJSON, all bool
	cmd := &cobra.Command{
		Use:   "coverage",
		Short: "Lists the machines and devices of a QEMU that paths reach",
		Long: `Lists the device models and machines of a QEMU that are on a path that this QEMU can
run, and those on no path: counts by bus, then lists. Devices that a user can plug in
with -device are counted apart from those that only a machine can have. A path has the
machine and the devices among its nodes, and those that its test or a driver puts on
the command line; parts of a device, and devices that a test plugs in later, do not
count.

Of a folder, and without --qemu, only QEMUs of the graph's architectures are asked;
a named binary is always asked.`,
		Example: `  qgraph coverage --qemu ~/qemu/build/qemu-system-arm
  qgraph coverage --qemu /usr/bin/qemu-system-arm --all   reached ones too, with paths
  qgraph coverage --json | jq -r '.devices[] | select(.user_creatable and .paths == 0).name'`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			g, err := nodes.Graph()
			if err != nil {
				return err
			}
			found, err := worthAsking(cmd, g)
			if err != nil {
				return err
			}
			var failed []error
			for i, b := range found {
				r, err := measure(cmd.Context(), g, b)
				switch {
				case cmd.Context().Err() != nil:
					return cmd.Context().Err()
				case err != nil:
					failed = append(failed, fmt.Errorf("%s: %w", b.Path, err))
					continue
				case asJSON:
					err = json.NewEncoder(cmd.OutOrStdout()).Encode(r)
				default:
					if i > 0 {
						fmt.Fprintln(cmd.OutOrStdout())
					}
					err = r.Print(cmd.OutOrStdout(), all)
				}
				if err != nil {
					return err
				}
			}
			return errors.Join(failed...)
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "also list devices that paths reach, and those that only a machine can have")
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object for each QEMU, a line each, with every machine and device")
	return cmd
}

// worthAsking returns the QEMU binaries to ask: the named ones, and in folders
// those of the graph's architectures.
func worthAsking(cmd *cobra.Command, g *graph.Graph) ([]*bundle.Bundle, error) {
	names, err := cmd.Flags().GetStringArray("qemu")
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		found, err := bundle.Find()
		return ofGraph(g, found), err
	}
	var all []*bundle.Bundle
	for _, name := range names {
		found, err := bundle.Find(name)
		if err != nil {
			return nil, err
		}
		if path, err := filepath.Abs(name); err == nil && len(found) == 1 && found[0].Path == path {
			all = append(all, found[0])
			continue
		}
		all = append(all, ofGraph(g, found)...)
	}
	return all, nil
}

// ofGraph returns the QEMU binaries of the graph's architectures.
func ofGraph(g *graph.Graph, found []*bundle.Bundle) []*bundle.Bundle {
	wanted := map[string]bool{}
	for p := range g.Paths() {
		wanted[p.Arch()] = true
	}
	var all []*bundle.Bundle
	for _, b := range found {
		if wanted[b.Arch] {
			all = append(all, b)
		}
	}
	return all
}

// measure starts a QEMU and measures the paths' coverage of it.
func measure(ctx context.Context, g *graph.Graph, b *bundle.Bundle) (r *coverage.Report, err error) {
	ctx, cancel := context.WithTimeout(ctx, inventoryTimeout)
	defer cancel()
	q, err := qtest.Start(ctx, b.Config([]string{"-M", "none", "-nodefaults"}))
	if err != nil {
		return nil, err
	}
	defer func() {
		if stopErr := q.Stop(ctx); err == nil {
			err = stopErr
		}
	}()
	inventory, err := coverage.Ask(ctx, b.Arch, q.QMP())
	if err != nil {
		return nil, err
	}
	if r, err = coverage.Measure(g, inventory); err != nil {
		return nil, err
	}
	r.QEMU = b.Path
	return r, nil
}
