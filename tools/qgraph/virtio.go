package main

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/qgraph/qgraph/tools/qgraph/statements"
	"github.com/spf13/cobra"
)

func newVirtio() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "virtio [PATTERN...]",
		Short: "Tells which of virtio's rules for devices are checked, and by which test",
		Long: `Tells which of virtio's rules for devices are checked, and by which test. Without a pattern
it counts them by chapter. A pattern is a regular expression for a part of a statement's
line: its section, its text, its test, or the reason why none checks it.`,
		Example: "  qgraph virtio\n  qgraph virtio '^4.1.4'\n  qgraph virtio open:",
		RunE:    listStatements,
	}
	return cmd
}

func listStatements(cmd *cobra.Command, patterns []string) error {
	all, err := statements.All()
	if err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	if len(patterns) == 0 {
		fmt.Fprintf(out, "%-8s %10s %8s %5s %8s %7s %8s\n", "chapter", "statements", "checked", "open", "not-qemu", "unseen", "percent")
		for _, c := range statements.Count(all) {
			fmt.Fprintf(out, "%-8s %10d %8d %5d %8d %7d %8d\n", c.Chapter, c.All,
				c.By[statements.Checked], c.By[statements.StillToDo], c.By[statements.Unoffered], c.By[statements.Unseen], c.Percent())
		}
		return nil
	}
	found := false
	for _, pattern := range patterns {
		re, err := regexp.Compile(pattern)
		if err != nil {
			return err
		}
		for _, s := range all {
			if line := s.String(); re.MatchString(line) {
				found = true
				fmt.Fprintln(out, line)
			}
		}
	}
	if !found {
		return fmt.Errorf("no statement matches %q", strings.Join(patterns, " "))
	}
	return nil
}
