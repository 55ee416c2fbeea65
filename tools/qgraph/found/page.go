package found

import (
	"fmt"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/ci/deviationlist"
)

// File is the name of the page, from the root of the repository.
const File = "docs/found.md"

const head = `# Faults of QEMU found here

Written by ` + "`tools/update`" + ` from the [deviations](deviations.md) that end QEMU, or that have a reproducer of a few lines. A
reproducer needs QEMU and a shell, and nothing of qgraph. Which of them does a QEMU have? This tries each:

    go run ./tools/qgraph found --qemu ~/qemu/build

CI tries them on its QEMU: a fault that does not show any more fails it, and its declaration goes. ` + "`qgraph minimize`" + ` makes
reproducers short, and the package [found](../tools/qgraph/found/doc.go) says how a fault is added.
`

// Of returns the faults of the graph, by name.
func Of(g *graph.Graph) []deviationlist.Entry {
	var all []deviationlist.Entry
	for _, e := range deviationlist.Of(g) {
		if e.Ends != graph.Continues || e.Script() != "" {
			all = append(all, e)
		}
	}
	return all
}

// Page returns the page about these faults.
func Page(all []deviationlist.Entry) string {
	var b strings.Builder
	b.WriteString(head)
	shown := 0
	for _, e := range all {
		if e.Script() != "" {
			shown++
		}
	}
	fmt.Fprintf(&b, "\n%d faults, %d with a reproducer.\n\n| fault | devices | QEMU | versions |\n| --- | --- | --- | --- |\n", len(all), shown)
	for _, e := range all {
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %v | %s |\n", e.Name, e.Name, strings.Join(e.Drivers, ", "), e.Ends, e.Versions())
	}
	for _, e := range all {
		write(&b, &e)
	}
	return b.String()
}

// write writes the part of the page about a fault.
func write(b *strings.Builder, e *deviationlist.Entry) {
	fmt.Fprintf(b, "\n## %s\n\n%s", e.Name, deviationlist.Text(e.Does))
	if e.Ends != graph.Continues {
		fmt.Fprintf(b, " QEMU %v.", e.Ends)
	}
	fmt.Fprintf(b, " The specification: %s (%s)\n", deviationlist.Text(e.Says), deviationlist.Text(e.Clause.String()))
	file, _, _ := strings.Cut(e.Lines(), ":")
	fmt.Fprintf(b, "\nQEMU: %s. Declared in [%s](../%s).", e.Versions(), file, file)
	if e.Report != "" {
		fmt.Fprintf(b, " Reported: <%s>.", e.Report)
	}
	if script := e.Script(); script != "" {
		fmt.Fprintf(b, "\n\n```sh\n%s```\n", script)
		return
	}
	b.WriteString(" No script of a few lines shows it; its test does.\n")
}
