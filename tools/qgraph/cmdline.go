package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/build/nodes"
	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/qgraph/qgraph/tools/run/runner"
	"github.com/qgraph/qgraph/tools/run/shell"
	"github.com/spf13/cobra"
)

func newCmdline() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "cmdline PATH",
		Short: "Shows the QEMU command line of a path, and the node of each option",
		Long: `Shows the command that starts QEMU for a path, as for a shell, and the node of the
path that added each option. The commands before it start the second QEMU of a test of
two, and processes that serve QEMU's backends. Descriptors (fd=3) are the ends of sockets; the test has
the other ends. By hand, -qtest stdio replaces the first.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return cmdline(cmd, asJSON, args) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object")
	return cmd
}

// commandOf is the shown form of a path's command.
type commandOf struct {
	Path    string   `json:"path"`
	Command []string `json:"command"`
	Options []given  `json:"options"`
	Helpers []given  `json:"helpers,omitempty"` // the commands of processes that are started before QEMU
	Second  []string `json:"second,omitempty"`  // the command of the second QEMU of a test of two
}

// given is an option, with the node that added it.
type given struct {
	Node string   `json:"node"` // "" for the options of every path; of a helper the backend that it serves
	Args []string `json:"args"`
}

func cmdline(cmd *cobra.Command, asJSON bool, args []string) error {
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
	p := candidates[0].path
	b := atHand(cmd, p.Arch())
	b.Probe(cmd.Context()) // only for its accelerator: a QEMU that does not start has a command line, too
	c, err := command(p, b)
	if err != nil {
		return err
	}
	if asJSON {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(c)
	}
	return c.write(cmd.OutOrStdout())
}

// atHand returns the QEMU of an architecture, or a placeholder if there is none.
func atHand(cmd *cobra.Command, arch string) *bundle.Bundle {
	byArch, err := bundles(cmd)
	if err != nil || byArch[arch] == nil {
		return &bundle.Bundle{Arch: arch, Command: []string{bundle.Prefix + arch}}
	}
	return byArch[arch]
}

// command returns the command that starts QEMU for a path.
func command(p graph.Path, b *bundle.Bundle) (*commandOf, error) {
	line, err := p.CommandLine()
	if err != nil {
		return nil, err
	}
	c := &commandOf{Path: p.String(), Command: runner.Config(b, p, line).CommandLine()}
	if len(b.Env) > 0 {
		c.Command = append(append([]string{"env"}, b.Env...), c.Command...)
	}
	var halted []string
	if h, ok := p.Halt(); ok && b.Clock() == graph.RealTime {
		halted = h.Args()
	}
	own := len(c.Command) - len(line.Args()) - len(halted)
	c.Options = append(c.Options, given{Args: c.Command[len(b.Words())-len(b.Args) : own]})
	for _, o := range line.Options {
		c.Options = append(c.Options, given{o.Node, o.Args()})
	}
	if halted != nil {
		c.Options = append(c.Options, given{p.Steps()[0].Name, halted})
	}
	if p.Pair() {
		c.Second = slices.Concat(c.Command, runner.Incoming())
	}
	for _, use := range line.Backends {
		if use.Backend.Helper == nil {
			continue
		}
		words := []string{use.Backend.Helper.Program}
		if program, err := b.Program(words[0]); err == nil {
			words = program.Words()
		}
		c.Helpers = append(c.Helpers, given{use.ID, slices.Concat(words, use.HelperArgs)})
	}
	return c, nil
}

func (c *commandOf) write(w io.Writer) error {
	if c.Second != nil {
		if _, err := fmt.Fprintf(w, "%s &\n", shell.Quote(c.Second)); err != nil {
			return err
		}
	}
	for _, h := range c.Helpers {
		if _, err := fmt.Fprintf(w, "%s &\n", shell.Quote(h.Args)); err != nil {
			return err
		}
	}
	if _, err := fmt.Fprintf(w, "%s\n\n", shell.Quote(c.Command)); err != nil {
		return err
	}
	for _, o := range c.Options {
		node := o.Node
		if node == "" {
			node = "(every path)"
		}
		if _, err := fmt.Fprintf(w, "%-24s %s\n", node, shell.Quote(o.Args)); err != nil {
			return err
		}
	}
	return nil
}
