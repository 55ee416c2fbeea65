// Package deviationlist writes docs/deviations.md: every declared deviation of QEMU, by
// the device that shows it.
package deviationlist

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
)

// File is the name of the list, from the root of the repository.
const File = "docs/deviations.md"

const head = `# Known deviations of QEMU

Written by ` + "`tools/update`" + ` from the declarations beside the tests. In each of these places QEMU does otherwise than
the specification says. The paths that show it end as ` + "`known`" + `: they pass, and are counted and listed.
[CONTRIBUTING](../CONTRIBUTING.md#a-deviation-of-qemu) shows how one is declared, the
[decision](decisions/deviations.md) says why it is so.
`

// Entry is a declared deviation with the paths that have it on some version of QEMU.
type Entry struct {
	graph.Deviation               // with its places in all tests
	Drivers         []string      // the drivers that it is limited to, else those whose tests show it, or the machines, sorted
	Paths           int           // the number of paths
	places          []graph.Place // sorted
}

// Of returns the deviations of the graph, by name.
func Of(g *graph.Graph) []Entry {
	found := map[string]*Entry{}
	for p := range g.Paths() {
		for _, d := range p.Deviations(graph.Version{}) {
			e := found[d.Name]
			if e == nil {
				e = &Entry{Deviation: d}
				found[d.Name] = e
			}
			e.Paths++
			e.Drivers = inserted(e.Drivers, owner(p, &d), cmp.Compare)
			for _, place := range d.In {
				e.places = inserted(e.places, place, comparePlaces)
			}
		}
	}
	var list []Entry
	for _, name := range slices.Sorted(maps.Keys(found)) {
		list = append(list, *found[name])
	}
	return list
}

// owner returns the last driver on a path, of those that the deviation is limited to if there
// are any. A deviation that a machine declares is the machine's.
func owner(p graph.Path, d *graph.Deviation) string {
	last := p.Steps()[0].Name
	if strings.HasPrefix(d.Lines(), "machines/") {
		return last
	}
	for _, s := range p.Steps() {
		if s.Kind != graph.KindDriver {
			continue
		}
		if slices.Contains(d.On, s.Name) {
			return s.Name
		}
		last = s.Name
	}
	return last
}

func comparePlaces(a, b graph.Place) int {
	return cmp.Or(cmp.Compare(a.Test, b.Test), cmp.Compare(a.Step, b.Step))
}

// inserted returns a sorted list with v in it.
func inserted[T any](list []T, v T, compare func(a, b T) int) []T {
	at, found := slices.BinarySearchFunc(list, v, compare)
	if found {
		return list
	}
	return slices.Insert(list, at, v)
}

// Page returns the page about these deviations.
func Page(list []Entry) string {
	var b strings.Builder
	b.WriteString(head)
	byDriver := map[string][]Entry{}
	for _, e := range list {
		drivers := strings.Join(e.Drivers, ", ")
		byDriver[drivers] = append(byDriver[drivers], e)
	}
	fmt.Fprintf(&b, "\n%d deviations.\n", len(list))
	for _, drivers := range slices.Sorted(maps.Keys(byDriver)) {
		fmt.Fprintf(&b, "\n## %s\n", drivers)
		for _, e := range byDriver[drivers] {
			e.write(&b)
		}
	}
	return b.String()
}

// write writes the part of the page about a deviation.
func (e *Entry) write(b *strings.Builder) {
	file, _, _ := strings.Cut(e.Lines(), ":")
	fmt.Fprintf(b, "\n### %s\n\n", e.Name)
	fmt.Fprintf(b, "- QEMU: %s", Text(e.Does))
	if e.Ends != graph.Continues {
		fmt.Fprintf(b, " QEMU %v.", e.Ends)
	}
	fmt.Fprintf(b, "\n- Specification: %s (%s)\n", Text(e.Says), Text(e.Clause.String()))
	fmt.Fprintf(b, "- Versions: %s\n", e.Versions())
	if len(e.On) > 0 {
		fmt.Fprintf(b, "- On: %s\n", strings.Join(e.On, ", "))
	}
	fmt.Fprintf(b, "- Shown by: %s\n- Paths: %d\n", shown(e.places), e.Paths)
	if e.Report != "" {
		fmt.Fprintf(b, "- Reported: <%s>\n", e.Report)
	}
	fmt.Fprintf(b, "- Declared: [%s](../%s)\n", file, file)
}

// shown returns the places in words: the tests, those with the same steps together, with
// these steps.
func shown(places []graph.Place) string {
	var tests []string
	steps := map[string]string{} // by test
	for _, p := range places {
		if !slices.Contains(tests, p.Test) {
			tests = append(tests, p.Test)
		}
		if p.Step != "" {
			steps[p.Test] = strings.TrimPrefix(steps[p.Test]+", `"+p.Step+"`", ", ")
		}
	}
	var parts []string
	for len(tests) > 0 {
		with := steps[tests[0]]
		var alike []string
		tests = slices.DeleteFunc(tests, func(test string) bool {
			if steps[test] != with {
				return false
			}
			alike = append(alike, "`"+test+"`")
			return true
		})
		part := strings.Join(alike, ", ")
		if with != "" {
			part += ", in " + with
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "; ")
}

// Text returns a sentence without characters that Markdown takes for its own.
func Text(s string) string {
	return strings.NewReplacer("*", `\*`, "_", `\_`, "<", `\<`, "[", `\[`, "`", "\\`").Replace(s)
}
