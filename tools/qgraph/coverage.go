package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/arch"
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
the command line; parts of a device or a machine, and devices that a test plugs in
later, do not count. Tests by the manual, which know the purpose of a device, are
told apart from generic ones, which do the same to all.

Of several QEMUs there is a line each, and the rest is about all together: a device
that several have counts once. A machine without a path does not count if it is on one
with the emulator of a wider or narrower architecture, as those of arm are in that of
aarch64; nor does "none". A folder, and a machine without --qemu, has one for
each architecture; of a named binary there is more.`,
		Example: `  qgraph coverage --qemu ~/qemu/build/qemu-system-arm
  qgraph coverage --qemu /usr/bin/qemu-system-arm --all   reached ones too, with paths
  qgraph coverage --json | jq -r '.devices[] | select(.user_creatable and .paths == 0).name'`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			g, err := nodes.Graph()
			if err != nil {
				return err
			}
			found, err := worthAsking(cmd)
			if err != nil {
				return err
			}
			reports, err := measureAll(cmd.Context(), g, found)
			if cmd.Context().Err() != nil {
				return cmd.Context().Err()
			}
			return errors.Join(err, printCoverage(cmd.OutOrStdout(), reports, all, asJSON))
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "also list devices that paths reach, and those that only a machine can have")
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object for each QEMU, a line each, with every machine and device")
	return cmd
}

// printCoverage writes the reports.
func printCoverage(w io.Writer, reports []*coverage.Report, all, asJSON bool) error {
	switch {
	case asJSON:
		out := json.NewEncoder(w)
		for _, r := range reports {
			if err := out.Encode(r); err != nil {
				return err
			}
		}
		return nil
	case len(reports) == 1:
		return reports[0].Print(w, all)
	case len(reports) == 0:
		return nil
	}
	return coverage.PrintTogether(w, reports, all)
}

// worthAsking returns the QEMU binaries to ask: the named ones, and in folders those of
// the architectures that QEMU has, without other names of these.
func worthAsking(cmd *cobra.Command) ([]*bundle.Bundle, error) {
	names, err := cmd.Flags().GetStringArray("qemu")
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		found, err := bundle.Find()
		return withOwnName(found), err
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
		all = append(all, withOwnName(found)...)
	}
	return all, nil
}

// withOwnName returns the QEMU binaries that have the name of an architecture: Debian has
// some of them a second time, as qemu-system-arm64.
func withOwnName(found []*bundle.Bundle) []*bundle.Bundle {
	return slices.DeleteFunc(found, func(b *bundle.Bundle) bool {
		_, err := arch.ByteOrder(b.Arch)
		return err != nil
	})
}

// measureAll measures the paths' coverage of several QEMUs, as many at once as there are
// processors. The error joins those of all that gave no report.
func measureAll(ctx context.Context, g *graph.Graph, found []*bundle.Bundle) ([]*coverage.Report, error) {
	reports, errs := make([]*coverage.Report, len(found)), make([]error, len(found))
	var wg sync.WaitGroup
	free := make(chan struct{}, runtime.NumCPU())
	for i, b := range found {
		wg.Go(func() {
			free <- struct{}{}
			defer func() { <-free }()
			var err error
			if reports[i], err = measure(ctx, g, b); err != nil {
				errs[i] = fmt.Errorf("%s: %w", b.Path, err)
			}
		})
	}
	wg.Wait()
	return slices.DeleteFunc(reports, func(r *coverage.Report) bool { return r == nil }), errors.Join(errs...)
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
