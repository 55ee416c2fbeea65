package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/build/nodes"
	"github.com/qgraph/qgraph/tools/qgraph/why"
	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/spf13/cobra"
)

// listFlags are the flags of qgraph list.
type listFlags struct {
	available, unavailable, known, json bool
	byTheManual, generic                bool
	to                                  []string
}

func newList() *cobra.Command {
	var f listFlags
	cmd := &cobra.Command{
		Use:   "list [PATTERN…]",
		Short: "Lists paths, one a line",
		Long: `Lists paths, one a line: all of them, or those that a PATTERN (a path, a target
label, or a regular expression for a part of a path) selects.

With --available or --unavailable it asks the available QEMU binaries, and lists only
the paths that they can run, or cannot; with both, all paths, marked. A reason follows
its path after a tab; on a terminal it is a heading above its paths. With --known it
lists only the paths that have a known deviation of that QEMU; the deviations' names
follow a path that has some, after a tab. Those of parts that a generic test finds on the
machine are left out. The first of two binaries of one architecture counts. With --to these are about tests of two QEMUs, from the available
one to that one. A device that the graph does not know has paths, too, if its bus is one
of those that take any.

A test is by the manual if it knows the purpose of a device, and generic if it does
the same to every machine or device.`,
		RunE: func(cmd *cobra.Command, patterns []string) error { return list(cmd, f, patterns) },
	}
	cmd.Flags().BoolVar(&f.available, "available", false, "only paths that the available QEMU can run")
	cmd.Flags().BoolVar(&f.unavailable, "unavailable", false, "only paths that it cannot run, with the reason")
	cmd.Flags().BoolVar(&f.known, "known", false, "only paths with known deviations of the available QEMU, with their names")
	cmd.Flags().BoolVar(&f.byTheManual, "by-the-manual", false, "only paths of tests that know the purpose of a device")
	cmd.Flags().BoolVar(&f.generic, "generic", false, "only paths of tests that do the same to every machine or device")
	cmd.Flags().BoolVar(&f.json, "json", false, "one JSON object a line")
	secondFlag(cmd, &f.to)
	cmd.MarkFlagsMutuallyExclusive("by-the-manual", "generic")
	return cmd
}

// listed is a line of the list, as scripts read it.
type listed struct {
	Path    string      `json:"path"`
	Slow    bool        `json:"slow,omitempty"`        // runs only on request
	Generic bool        `json:"generic,omitempty"`     // its test is generic
	Runs    *bool       `json:"runs,omitempty"`        // whether the available QEMU can run it, if requested
	Reason  string      `json:"unavailable,omitempty"` // why it cannot
	Node    string      `json:"node,omitempty"`        // the node that prevents it
	Cause   graph.Cause `json:"cause,omitempty"`
	Clock   string      `json:"clock,omitempty"` // how the virtual clock of the available QEMU moves, if requested
	Known   []string    `json:"known,omitempty"` // the deviations that it has on the available QEMU, if requested
	lacks   string      // the missing part
	text    string      // the reason without the node
	arch    string
}

func list(cmd *cobra.Command, f listFlags, patterns []string) error {
	g, err := nodes.Graph()
	if err != nil {
		return err
	}
	var byArch map[string]*bundle.Bundle
	asked := f.available || f.unavailable || f.known
	if len(f.to) > 0 && !asked {
		return errors.New("--to goes with --available, --unavailable or --known")
	}
	if asked {
		if byArch, err = bundles(cmd); err != nil {
			return err
		}
		addUnknown(cmd.Context(), g, slices.Collect(maps.Values(byArch)))
	}
	candidates, err := selected(g, patterns)
	if err != nil {
		return suggest(g, patterns, err)
	}
	if f.byTheManual || f.generic {
		candidates = slices.DeleteFunc(candidates, func(c candidate) bool { return c.path.Generic() != f.generic })
	}
	if asked {
		if len(f.to) > 0 {
			candidates, err = equipPairs(cmd.Context(), byArch, f.to, candidates)
		} else {
			err = equip(cmd.Context(), byArch, candidates)
		}
		if err != nil {
			return err
		}
	}
	if !f.unavailable {
		warnOfFaulty(cmd, candidates)
	}
	var lines []listed
	for _, c := range candidates {
		runs := c.unavailable == nil
		known := c.shown()
		wanted := runs && f.available || !runs && f.unavailable || len(known) > 0 && f.known
		if asked && !wanted {
			continue
		}
		l := listed{Path: c.name, Slow: c.path.Slow(), Generic: c.path.Generic(), Known: known, arch: c.path.Arch()}
		if asked {
			l.Runs = &runs
			if c.bundle != nil {
				l.Clock = c.bundle.Clock().String()
			}
		}
		if !runs {
			l.Reason = c.unavailable.Error()
		}
		if u := (*graph.Unavailable)(nil); errors.As(c.unavailable, &u) {
			l.Node, l.Cause, l.lacks, l.text = u.Node, u.Cause, u.Lacks, u.Reason
		}
		lines = append(lines, l)
	}
	out := cmd.OutOrStdout()
	switch {
	case f.json:
		return writeJSON(out, lines)
	case f.unavailable && isTerminal(out):
		return writeByReason(out, lines, len(candidates))
	}
	return writeLines(out, lines)
}

// shown returns the known deviations that the path shows whatever parts its test finds.
func (c *candidate) shown() []string {
	var names []string
	for _, d := range c.path.Deviations(graph.Version{}) {
		if slices.Contains(c.known, d.Name) && why.Shows(c.path, &d) {
			names = append(names, d.Name)
		}
	}
	return names
}

func writeJSON(w io.Writer, lines []listed) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	for _, l := range lines {
		if err := out.Encode(l); err != nil {
			return err
		}
	}
	return nil
}

// line returns the path and, after a tab, why it does not run, or its known deviations.
func (l *listed) line() string {
	switch {
	case l.Reason != "":
		return l.Path + "\t" + l.Reason
	case len(l.Known) > 0:
		return l.Path + "\tknown: " + strings.Join(l.Known, ", ")
	}
	return l.Path
}

// writeLines writes lines for scripts.
func writeLines(w io.Writer, lines []listed) error {
	for _, l := range lines {
		if _, err := fmt.Fprintln(w, l.line()); err != nil {
			return err
		}
	}
	return nil
}

// writeByReason writes the list for people: the paths that run, then each
// reason with its paths. A part that one node lacks on several architectures is
// one reason.
func writeByReason(w io.Writer, lines []listed, total int) error {
	type reason struct {
		node, lacks string
		cause       graph.Cause
	}
	var b strings.Builder
	var reasons []reason
	group := map[reason][]listed{}
	not := 0
	for _, l := range lines {
		if l.Cause == graph.Runs {
			fmt.Fprintln(&b, l.line())
			continue
		}
		not++
		r := reason{l.Node, l.lacks, l.Cause}
		if group[r] == nil {
			reasons = append(reasons, r)
		}
		group[r] = append(group[r], l)
	}
	for _, r := range reasons {
		if b.Len() > 0 {
			fmt.Fprintln(&b)
		}
		fmt.Fprintf(&b, "%s: %s%s\n", r.node, group[r][0].text, elsewhere(group[r]))
		for _, l := range group[r] {
			fmt.Fprintf(&b, "    %s\n", l.Path)
		}
	}
	if not > 0 {
		fmt.Fprintln(&b)
	}
	fmt.Fprintf(&b, "%d of %d paths cannot run here\n", not, total)
	var clocks []string
	for _, l := range lines {
		if l.Clock != "" && !slices.Contains(clocks, l.Clock) {
			clocks = append(clocks, l.Clock)
		}
	}
	if len(clocks) > 0 {
		fmt.Fprintf(&b, "virtual clock: %s\n", strings.Join(clocks, "; "))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// elsewhere names the architectures besides the first one's.
func elsewhere(lines []listed) string {
	var archs []string
	for _, l := range lines {
		if l.arch != lines[0].arch && !slices.Contains(archs, l.arch) {
			archs = append(archs, l.arch)
		}
	}
	if len(archs) == 0 {
		return ""
	}
	return " (the same on " + strings.Join(archs, ", ") + ")"
}

// suggest adds similar names to an error about a pattern that matches no path.
func suggest(g *graph.Graph, patterns []string, err error) error {
	var names []string
	for _, pattern := range patterns {
		names = append(names, why.Similar(g, pattern)...)
	}
	if len(names) == 0 {
		return err
	}
	return fmt.Errorf("%w\nDid you mean: %s", err, strings.Join(names, ", "))
}
