// Package boardlist writes docs/boards.md: the parts of machines that have tests by their
// manuals, and the machines with their parts.
package boardlist

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
)

// File is the name of the page, from the root of the repository.
const File = "docs/boards.md"

const head = `# Boards and their parts

Written by ` + "`tools/update`" + ` from the graph. A part is a driver that a machine contains: a serial port, a bus controller, the host
bridge of PCI. Its paths are those of its own tests and of all that is behind it, the generic tests left out; those in
brackets run on request (` + "`--slow`" + `). A board that the emulators of two architectures have is two machines.
`

// Lists are the parts and the machines of a graph.
type Lists struct {
	Parts    []Part    // by the number of machines, the most first, then by name
	Machines []Machine // by name
}

// Part is a driver that machines contain.
type Part struct {
	Name     string
	Machines int
	Paths    Paths
}

// Machine is a machine with its parts.
type Machine struct {
	Name  string
	Parts []string // sorted; several of a kind count once
	Paths Paths
}

// Paths counts paths.
type Paths struct {
	Default int
	Slow    int // that run on request
}

func (p *Paths) add(path graph.Path) {
	if path.Slow() {
		p.Slow++
	} else {
		p.Default++
	}
}

// String returns the numbers as the page has them.
func (p Paths) String() string {
	if p.Slow == 0 {
		return fmt.Sprint(p.Default)
	}
	return fmt.Sprintf("%d (%d)", p.Default, p.Slow)
}

// Of returns the lists of a graph.
func Of(g *graph.Graph) Lists {
	parts, machines := map[string]*Part{}, map[string]*Machine{}
	on := map[string]map[string]bool{} // the parts of a machine
	for path := range g.Paths() {
		steps := path.Steps()
		if path.Generic() || steps[1].Kind != graph.KindDriver {
			continue
		}
		machine, part := steps[0].Name, steps[1].Name
		if machines[machine] == nil {
			machines[machine], on[machine] = &Machine{Name: machine}, map[string]bool{}
		}
		if parts[part] == nil {
			parts[part] = &Part{Name: part}
		}
		if !on[machine][part] {
			on[machine][part] = true
			parts[part].Machines++
		}
		machines[machine].Paths.add(path)
		parts[part].Paths.add(path)
	}
	var l Lists
	for _, name := range slices.Sorted(maps.Keys(machines)) {
		m := machines[name]
		m.Parts = slices.Sorted(maps.Keys(on[name]))
		l.Machines = append(l.Machines, *m)
	}
	for _, p := range parts {
		l.Parts = append(l.Parts, *p)
	}
	slices.SortFunc(l.Parts, func(a, b Part) int {
		return cmp.Or(cmp.Compare(b.Machines, a.Machines), cmp.Compare(a.Name, b.Name))
	})
	return l
}

// Page returns the page.
func (l Lists) Page() string {
	var b strings.Builder
	b.WriteString(head)
	fmt.Fprintf(&b, "\n## %d parts\n\n| part | machines | paths |\n| --- | ---: | ---: |\n", len(l.Parts))
	for _, p := range l.Parts {
		fmt.Fprintf(&b, "| `%s` | %d | %v |\n", p.Name, p.Machines, p.Paths)
	}
	fmt.Fprintf(&b, "\n## %d machines\n\n| machine | paths | parts |\n| --- | ---: | --- |\n", len(l.Machines))
	for _, m := range l.Machines {
		fmt.Fprintf(&b, "| %s | %v | %s |\n", m.Name, m.Paths, strings.Join(m.Parts, ", "))
	}
	return b.String()
}
