package main

import (
	"fmt"

	"github.com/qgraph/qgraph/tools/nodes"
	"github.com/qgraph/qgraph/tools/shell"
	"github.com/spf13/cobra"
)

func newCmdline() *cobra.Command {
	return &cobra.Command{
		Use:   "cmdline PATH",
		Short: "Shows the QEMU command line of a path, and which node gave which option",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			g, err := nodes.Graph()
			if err != nil {
				return err
			}
			candidates, err := selected(g, args)
			if err != nil {
				return suggest(g, args, err)
			}
			if len(candidates) > 1 {
				return fmt.Errorf("%d paths match %q; the first one is %s", len(candidates), args[0], candidates[0].name)
			}
			line, err := candidates[0].path.CommandLine()
			if err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			fmt.Fprintf(out, "qemu-system-%s -nodefaults %s\n\n", candidates[0].path.Arch(), shell.Quote(line.Args()))
			for _, o := range line.Options {
				fmt.Fprintf(out, "%-24s %s\n", o.Node, shell.Quote(o.Args()))
			}
			return nil
		},
	}
}
