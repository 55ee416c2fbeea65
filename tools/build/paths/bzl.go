package paths

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// EdgesBzl returns the content of edges.bzl.
func (plan *Plan) EdgesBzl() string {
	var b strings.Builder
	b.WriteString("\"\"\"The packages that register each machine, and each edge but those to a test. Written by gazelle.\"\"\"\n\n")
	b.WriteString("EDGES = {\n")
	for _, name := range slices.Sorted(maps.Keys(plan.Edges)) {
		labels := make([]string, len(plan.Edges[name]))
		for i, folder := range plan.Edges[name] {
			labels[i] = fmt.Sprintf("%q", "//"+folder)
		}
		fmt.Fprintf(&b, "    %q: [%s],\n", name, strings.Join(labels, ", "))
	}
	b.WriteString("}\n\n# By machine, that of its versions.\nFAMILIES = {\n")
	for _, machine := range slices.Sorted(maps.Keys(plan.Families)) {
		fmt.Fprintf(&b, "    %q: %q,\n", machine, plan.Families[machine])
	}
	b.WriteString("}\n")
	return b.String()
}
