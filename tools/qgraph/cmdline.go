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
	var to []string
	cmd := &cobra.Command{
		Use:   "cmdline PATH",
		Short: "Shows the QEMU command line of a path, and the node of each option",
		Long: `Shows the command that starts QEMU for a path, as for a shell, and the node of the
path that added each option. The commands before it start the second QEMU of a test of
two, and processes that serve QEMU's backends; a comment names a socket on which the test
itself listens. Descriptors (fd=3) are the ends of sockets; the test has the other ends.
By hand, -qtest stdio replaces the first.

With --to the second QEMU is another one, and the machine the newest version that both
have.`,
		Example: `  qgraph cmdline x86_64/pc/i440FX-pcihost/pci-bus-pc/pci-bus/sdhci-pci/sdhci/sdhci-tests/registers
  qgraph cmdline --to ~/qemu/build x86_64/q35/q35-pcihost/pci-bus-pc/pci-bus/pvpanic-pci/pvpanic-pci-tests/migrate`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return cmdline(cmd, asJSON, to, args) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object")
	secondFlag(cmd, &to)
	return cmd
}

// commandOf is the shown form of a path's command.
type commandOf struct {
	Path    string   `json:"path"`
	Command []string `json:"command"`
	Options []given  `json:"options"`
	Helpers []given  `json:"helpers,omitempty"` // the commands of processes that are started before QEMU
	Servers []server `json:"servers,omitempty"` // of the test itself
	Second  []string `json:"second,omitempty"`  // the command of the second QEMU of a test of two
}

// given is an option, with the node that added it.
type given struct {
	Node string   `json:"node"` // "" for the options of every path; of a helper the backend that it serves
	Args []string `json:"args"`
}

// server is a backend that the test itself serves.
type server struct {
	Backend string `json:"backend"`
	Socket  string `json:"socket"` // in QEMU's folder
}

func cmdline(cmd *cobra.Command, asJSON bool, to, args []string) error {
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
	b, second, machine := atHand(cmd, p.Arch()), (*bundle.Bundle)(nil), ""
	if len(to) > 0 {
		found, err := equipPairs(cmd.Context(), map[string]*bundle.Bundle{p.Arch(): b}, to, candidates)
		if err != nil {
			return err
		}
		if found[0].unavailable != nil {
			return found[0].unavailable
		}
		second, machine = found[0].second, found[0].machine
	} else {
		b.Probe(cmd.Context()) // only for its accelerator: a QEMU that does not start has a command line, too
	}
	c, err := command(p, b, second, machine)
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

// command returns the command that starts QEMU for a path. The second QEMU of a test of two is b if second is nil; the
// machine, if not "", is the name of the path's machine for both.
func command(p graph.Path, b, second *bundle.Bundle, machine string) (*commandOf, error) {
	line, err := p.CommandLine()
	if err != nil {
		return nil, err
	}
	if machine != "" {
		line = line.Pin(machine)
	}
	c := &commandOf{Path: p.String(), Command: startOf(b, p, line)}
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
		if second == nil {
			second = b
		}
		c.Second = slices.Concat(startOf(second, p, line), runner.Incoming())
	}
	for _, use := range line.Backends {
		if use.Backend.Channel == graph.TestListens {
			c.Servers = append(c.Servers, server{use.ID, use.Socket})
		}
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

// startOf returns the command that starts a QEMU with a command line.
func startOf(b *bundle.Bundle, p graph.Path, line *graph.CommandLine) []string {
	words := runner.Config(b, p, line).CommandLine()
	if len(b.Env) > 0 {
		words = slices.Concat([]string{"env"}, b.Env, words)
	}
	return words
}

func (c *commandOf) write(w io.Writer) error {
	for _, s := range c.Servers {
		if _, err := fmt.Fprintf(w, "# The test listens on %s, for the backend %s.\n", s.Socket, s.Backend); err != nil {
			return err
		}
	}
	for _, h := range c.Helpers {
		if _, err := fmt.Fprintf(w, "%s &\n", shell.Quote(h.Args)); err != nil {
			return err
		}
	}
	if c.Second != nil {
		if _, err := fmt.Fprintf(w, "%s &\n", shell.Quote(c.Second)); err != nil {
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
