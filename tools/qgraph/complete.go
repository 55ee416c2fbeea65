package main

import (
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/build/nodes"
	"github.com/spf13/cobra"
)

// pathArguments gives a command whose arguments are patterns the completion of
// paths.
func pathArguments(cmd *cobra.Command) *cobra.Command {
	cmd.ValidArgsFunction = completePaths
	return cmd
}

// completePaths completes a path by its next element: a list of 1,500 paths
// would not help. The first element is an architecture. The names of nodes are
// completed as a whole.
func completePaths(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if cmd.Args != nil && cmd.Args(cmd, append(args, typed)) != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp // it takes no further argument
	}
	g := nodes.New()
	found := nextElements(g, typed)
	for _, n := range g.Nodes() {
		if typed != "" && n.Kind != graph.KindMachine && strings.HasPrefix(n.Name, typed) {
			found = append(found, n.Name)
		}
	}
	return found, cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
}

// nextElements returns the completions of typed, up to the end of the next
// element. An incomplete path ends with a slash.
func nextElements(g *graph.Graph, typed string) []string {
	t := g.Follow(strings.TrimSuffix(typed, "/"))
	if t.Rest == "" && len(t.Steps) > 0 && !strings.HasSuffix(typed, "/") {
		t = parent(g, typed)
	}
	begin := strings.TrimSuffix(typed, t.Rest)
	if strings.HasSuffix(typed, "/") && t.Rest != "" {
		begin, t.Rest = strings.TrimSuffix(typed, t.Rest+"/"), t.Rest+"/"
	}
	var found []string
	for _, next := range t.Next {
		if !strings.HasPrefix(next, t.Rest) {
			continue
		}
		// The names of machines and tests have slashes themselves.
		end := len(next)
		if slash := strings.IndexByte(next[len(t.Rest):], '/'); slash >= 0 {
			end = len(t.Rest) + slash + 1
		}
		word := begin + next[:end]
		if end == len(next) && !isPath(g, word) {
			word += "/"
		}
		found = append(found, word)
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// parent follows typed without its last element, which becomes the rest.
func parent(g *graph.Graph, typed string) graph.Prefix {
	whole := g.Follow(typed)
	element := whole.Steps[len(whole.Steps)-1].As
	t := g.Follow(strings.TrimSuffix(strings.TrimSuffix(typed, element), "/"))
	t.Rest = element
	return t
}

func isPath(g *graph.Graph, name string) bool {
	_, err := g.Lookup(name)
	return err == nil
}
