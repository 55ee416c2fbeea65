package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/build/nodes"
	"github.com/qgraph/qgraph/tools/qgraph/why"
	"github.com/qgraph/qgraph/tools/run/bundle"
	"github.com/spf13/cobra"
)

func newWhy() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "why TEST|PATH",
		Short: "Says whether a path runs here, and if not, why",
		Long: `Says whether a path runs on the available QEMU. If not, it names the node that
prevents it, a remedy, and the nearest path that runs.

It answers for a path, the label of its target, the beginning of a path, a test,
an interface, a driver, a machine, or a regular expression for a part of paths: for
a name with many paths it counts them by reason.

Exit codes: 0 it found an answer, yes or no; 2 the name is unknown.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			g := nodes.New()
			ask, err := answers(cmd, g)
			if err != nil {
				return err
			}
			if _, err := g.Lookup(why.Trim(args[0])); err != nil {
				g.AddUnknown(askAll(g, ask)...) // one path needs the answer of one QEMU, a name those of many
			}
			a := why.Explain(g, args[0], ask)
			if err := cmd.Context().Err(); err != nil {
				return err
			}
			if asJSON {
				out := json.NewEncoder(cmd.OutOrStdout())
				out.SetEscapeHTML(false)
				if err := out.Encode(a); err != nil {
					return err
				}
			}
			switch {
			case !a.Found():
				return errors.New(strings.TrimSuffix(a.Text(), "\n"))
			case !asJSON:
				_, err = fmt.Fprint(cmd.OutOrStdout(), a.Text())
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "the answer as one JSON object")
	return cmd
}

// answers returns a function that asks the QEMU of an architecture, once.
// Without any QEMU the function returns nil.
func answers(cmd *cobra.Command, g *graph.Graph) (why.QEMUs, error) {
	byArch, err := bundles(cmd)
	if err != nil && !errors.Is(err, bundle.ErrNone) {
		return nil, err
	}
	known := map[string]func() *graph.Inventory{}
	for arch, b := range byArch {
		known[arch] = sync.OnceValue(func() *graph.Inventory {
			q := b.Probe(cmd.Context(), slices.Collect(g.Paths())...)
			if modules, err := b.Modules(); err == nil { // otherwise the answer is only less precise
				q.Modules = modules
			}
			return q
		})
	}
	return func(arch string) *graph.Inventory {
		if known[arch] == nil {
			return nil
		}
		return known[arch]()
	}, nil
}

// askAll asks the QEMU of each of the graph's architectures, at once, and returns the
// answers of those that there are.
func askAll(g *graph.Graph, ask why.QEMUs) []*graph.Inventory {
	var wg sync.WaitGroup
	architectures := why.Architectures(g)
	answers := make([]*graph.Inventory, len(architectures))
	for i, arch := range architectures {
		wg.Go(func() { answers[i] = ask(arch) })
	}
	wg.Wait()
	return slices.DeleteFunc(answers, func(q *graph.Inventory) bool { return q == nil })
}
