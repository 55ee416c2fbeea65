package identity

import (
	"context"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/qtest/qmp"
	"github.com/qgraph/qgraph/tools/run/bundle"
)

// aliasesOf asks QEMU for its short names of machine types: "q35" of "pc-q35-11.1".
func aliasesOf(ctx context.Context, b *bundle.Bundle) (map[string]string, error) {
	s, err := bare(ctx, b, "none")
	if err != nil {
		return nil, err
	}
	type machine struct{ Name, Alias string }
	all, err := qmp.Execute[[]machine](ctx, s.q.QMP(), "query-machines", qmp.NoArgs{})
	if err := errors.Join(err, s.close(ctx)); err != nil {
		return nil, err
	}
	aliases := map[string]string{}
	for _, m := range all {
		if m.Alias != "" {
			aliases[m.Alias] = m.Name
		}
	}
	return aliases, nil
}

// version matches the end of a versioned machine type.
var version = regexp.MustCompile(`-[0-9]+(\.[0-9]+)+$`)

// Types returns the versioned machine types of a QEMU that are versions of machines of
// the graph, those of one machine together, the newest first.
func Types(ctx context.Context, b *bundle.Bundle, inventory *graph.Inventory) ([][]string, error) {
	if inventory.Fault != "" {
		return nil, errors.New(inventory.Fault)
	}
	aliases, err := aliasesOf(ctx, b)
	if err != nil {
		return nil, err
	}
	var types [][]string
	for _, node := range machineNodes(newGraph(), b.Arch) {
		current := aliases[node]
		if !version.MatchString(current) {
			continue
		}
		var list []string
		for _, name := range inventory.Machines {
			if version.MatchString(name) && stem(name) == stem(current) {
				list = append(list, name)
			}
		}
		slices.SortFunc(list, func(a, b string) int { return slices.Compare(numbers(b), numbers(a)) })
		types = append(types, list)
	}
	return types, nil
}

// stem returns a machine type without its version.
func stem(machine string) string { return version.ReplaceAllString(machine, "") }

// numbers returns the version at the end of a machine type.
func numbers(machine string) []int {
	var list []int
	for part := range strings.SplitSeq(strings.TrimPrefix(version.FindString(machine), "-"), ".") {
		n, _ := strconv.Atoi(part) // the pattern has digits only
		list = append(list, n)
	}
	return list
}

// machineNodes returns the names of the graph's machines of an architecture, without it.
func machineNodes(g *graph.Graph, arch string) []string {
	var names []string
	for _, n := range g.Nodes() {
		if name, ok := strings.CutPrefix(n.Name, arch+"/"); ok && n.Kind == graph.KindMachine {
			names = append(names, name)
		}
	}
	return names
}

// nodeOf returns the graph's machine that a machine type is a version of; "" for none.
func nodeOf(nodes []string, aliases map[string]string, machine string) string {
	for _, node := range nodes {
		if current := aliases[node]; machine == node || version.MatchString(current) && stem(current) == stem(machine) {
			return node
		}
	}
	return ""
}

// types returns the named machine types that QEMU has, by their full names. A name may be
// a pattern.
func (o Options) types(q *graph.Inventory, aliases map[string]string) ([]string, error) {
	var types []string
	for _, pattern := range o.Machines {
		if arch, rest, ok := strings.Cut(pattern, "/"); ok {
			if arch != q.Arch {
				continue
			}
			pattern = rest
		}
		for _, name := range q.Machines {
			matches, err := path.Match(pattern, name)
			if err != nil {
				return nil, fmt.Errorf("identity: machine type %q: %w", pattern, err)
			}
			if current := aliases[name]; current != "" {
				name = current
			}
			if matches && !slices.Contains(types, name) {
				types = append(types, name)
			}
		}
	}
	return types, nil
}
