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
	b.WriteString("\"\"\"Which packages register a node, and what QEMU must have for it. Written by gazelle.\"\"\"\n\n")
	b.WriteString("NODES = {\n")
	for _, name := range slices.Sorted(maps.Keys(plan.Nodes)) {
		n := plan.Nodes[name]
		labels := make([]string, len(n.Packages))
		for i, folder := range n.Packages {
			labels[i] = "//" + folder
		}
		fmt.Fprintf(&b, "    %q: struct(packages = %s, %s),\n", name, list(labels), n.Wants.bzl())
	}
	b.WriteString("}\n\n# Tests that want something of QEMU themselves.\nTESTS = {\n")
	for _, name := range slices.Sorted(maps.Keys(plan.Tests)) {
		fmt.Fprintf(&b, "    %q: struct(%s),\n", name, plan.Tests[name].bzl())
	}
	b.WriteString("}\n\nINTERFACES = [\n")
	for _, name := range plan.Interfaces {
		fmt.Fprintf(&b, "    %q,\n", name)
	}
	b.WriteString("]\n")
	return b.String()
}

// bzl returns the fields of a struct.
func (w *Wants) bzl() string {
	needs := make([]string, 0, len(w.Needs))
	for _, name := range slices.Sorted(maps.Keys(w.Needs)) {
		needs = append(needs, fmt.Sprintf("%q: %q", name, w.Needs[name]))
	}
	return fmt.Sprintf("wants = %s, needs = {%s}", list(w.Always), strings.Join(needs, ", "))
}

func list(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = fmt.Sprintf("%q", word)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
