package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/build/nodes"
	"github.com/qgraph/qgraph/tools/ci/deviationlist"
	"github.com/qgraph/qgraph/tools/qgraph/found"
	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/qgraph/qgraph/tools/run/scratch"
	"github.com/spf13/cobra"
)

// errGone is already reported.
var errGone = errors.New("a declared fault does not show")

func newFound() *cobra.Command {
	return &cobra.Command{
		Use:   "found [PATTERN...]",
		Short: "Tells which of the known faults of QEMU the QEMU at hand has",
		Long: `Tells which of the known faults of QEMU the QEMU at hand has: it runs the reproducers of
docs/found.md. A pattern is a regular expression for a part of a fault's name or of its
script.

Exit codes: 0 each fault that is declared for this version shows; 1 one does not show; 2 a
reproducer could not be run.`,
		Example: "  qgraph found --qemu ~/qemu/build\n  qgraph found nvme",
		RunE:    tryFound,
	}
}

func tryFound(cmd *cobra.Command, patterns []string) error {
	byArch, err := bundles(cmd)
	if err != nil {
		return err
	}
	all, err := matching(found.Of(nodes.New()), patterns)
	if err != nil {
		return err
	}
	temporary, err := scratch.New()
	if err != nil {
		return err
	}
	defer func() { _ = temporary.Remove() }() // the next run removes what stays
	versions := map[string]graph.Version{}
	out := cmd.OutOrStdout()
	shown, gone := 0, 0
	for _, e := range all {
		arch := found.Arch(e.Script())
		b := byArch[arch]
		if b == nil {
			fmt.Fprintf(out, "no QEMU  %s: there is no qemu-system-%s\n", e.Name, arch)
			continue
		}
		if _, known := versions[arch]; !known {
			versions[arch] = versionOf(cmd, b)
		}
		if v := versions[arch]; v != (graph.Version{}) && !e.Has(v) {
			fmt.Fprintf(out, "not in   %s: QEMU %v; it is in %s\n", e.Name, v, e.Versions())
			continue
		}
		tried, err := found.Try(cmd.Context(), &e.Deviation, byArch, temporary.Dir)
		if err != nil {
			return err
		}
		word := "shows"
		if tried.Shown {
			shown++
		} else {
			gone++
			word = "GONE"
		}
		fmt.Fprintf(out, "%-8s %s: %s\n", word, e.Name, tried.Says)
		if !tried.Shown {
			fmt.Fprintf(out, "         want: QEMU %v; mended? delete %s, or end it with Until\n", e.Ends, e.Lines())
		}
	}
	fmt.Fprintf(out, "%d faults show, %d do not\n", shown, gone)
	if gone > 0 {
		return errGone
	}
	return nil
}

// versionOf asks a QEMU for its version.
func versionOf(cmd *cobra.Command, b *bundle.Bundle) graph.Version {
	return b.Probe(cmd.Context()).Number()
}

// matching returns the faults with a reproducer that one of the patterns selects.
func matching(all []deviationlist.Entry, patterns []string) ([]deviationlist.Entry, error) {
	var matches []func(string) bool
	for _, p := range patterns {
		m, err := match(p)
		if err != nil {
			return nil, err
		}
		matches = append(matches, m)
	}
	var chosen []deviationlist.Entry
	for _, e := range all {
		script := e.Script()
		selects := func(m func(string) bool) bool { return m(e.Name) || m(script) }
		if script != "" && (len(matches) == 0 || slices.ContainsFunc(matches, selects)) {
			chosen = append(chosen, e)
		}
	}
	if len(chosen) == 0 && len(patterns) > 0 {
		return nil, fmt.Errorf("no fault with a reproducer matches (see %s)", found.File)
	}
	return chosen, nil
}
