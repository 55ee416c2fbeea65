package main

import (
	"encoding/json"
	"fmt"

	"github.com/qgraph/qgraph/tools/nodes"
	"github.com/qgraph/qgraph/tools/shell"
	"github.com/spf13/cobra"
)

func newList() *cobra.Command {
	var available, unavailable, asJSON bool
	cmd := &cobra.Command{
		Use:   "list [PATTERN…]",
		Short: "Lists paths, one a line",
		Long: `Lists paths, one a line: all of them, or those that a PATTERN (a path, a target
label, or a regular expression for a part of a path) means.`,
		RunE: func(cmd *cobra.Command, patterns []string) error {
			g, err := nodes.Graph()
			if err != nil {
				return err
			}
			candidates, err := selected(g, patterns)
			if err != nil {
				return err
			}
			if available || unavailable {
				byArch, err := bundles(cmd)
				if err != nil {
					return err
				}
				if err := equip(cmd.Context(), byArch, candidates); err != nil {
					return err
				}
			}
			out := json.NewEncoder(cmd.OutOrStdout())
			for _, c := range candidates {
				if available && !unavailable && c.unavailable != nil || unavailable && !available && c.unavailable == nil {
					continue
				}
				entry := struct {
					Path   string `json:"path"`
					Reason string `json:"unavailable,omitempty"`
				}{Path: c.name}
				if c.unavailable != nil {
					entry.Reason = c.unavailable.Error()
				}
				switch {
				case asJSON:
					if err := out.Encode(entry); err != nil {
						return err
					}
				case entry.Reason != "":
					fmt.Fprintf(cmd.OutOrStdout(), "%s\t%s\n", c.name, entry.Reason)
				default:
					fmt.Fprintln(cmd.OutOrStdout(), c.name)
				}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&available, "available", false, "only what the QEMU at hand can run")
	cmd.Flags().BoolVar(&unavailable, "unavailable", false, "only what it cannot run, with the reason")
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	return cmd
}

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
				return err
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
