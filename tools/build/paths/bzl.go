package paths

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// NodesBzl returns the content of nodes.bzl.
func (plan *Plan) NodesBzl() string {
	var b strings.Builder
	b.WriteString("\"\"\"The packages that register each node, or an edge to a part of it. Written by gazelle.\"\"\"\n\n")
	b.WriteString("NODES = {\n")
	for _, name := range slices.Sorted(maps.Keys(plan.Nodes)) {
		n := plan.Nodes[name]
		labels := make([]string, len(n.Packages))
		for i, folder := range n.Packages {
			labels[i] = "//" + folder
		}
		fmt.Fprintf(&b, "    %q: %s,\n", name, list(labels))
	}
	b.WriteString("}\n\nINTERFACES = [\n")
	for _, name := range plan.Interfaces {
		fmt.Fprintf(&b, "    %q,\n", name)
	}
	b.WriteString("]\n\n# By machine, that of its versions.\nFAMILIES = {\n")
	for _, machine := range slices.Sorted(maps.Keys(plan.Families)) {
		fmt.Fprintf(&b, "    %q: %q,\n", machine, plan.Families[machine])
	}
	b.WriteString("}\n")
	return b.String()
}

func list(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = fmt.Sprintf("%q", word)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
