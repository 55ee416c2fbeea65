package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/tools/run/results"
)

// grid is machines against the subjects of their tests.
type grid struct {
	Groups  []heading // of columns; none: the columns are of one kind
	Columns []column
	Rows    []row
}

// heading is that of a group of columns.
type heading struct {
	Name string
	N    int // of columns
}

type column struct {
	Key    string // as in the data of the paths
	Name   string // for a person
	Group  string
	Failed bool
}

// Family is a family of devices that tests are about, or of machines.
type Family struct {
	Name    string // "storage", "pci"
	Generic bool   // the tests are generic, and the name is that of the bus
}

// key returns a name that no other family has.
func (f Family) key() string {
	if f.Generic {
		return "generic " + f.Name
	}
	return f.Name
}

// The headings of the families.
const (
	byTheManual = "by the manual"
	generic     = "generic"
)

func (f Family) column() column {
	c := column{Key: f.key(), Name: f.Name, Group: byTheManual}
	if f.Generic {
		c.Group = generic
	}
	return c
}

type row struct {
	Machine string
	Failed  bool
	Cells   []cell
}

// cell is the paths from one machine to the tests of one column.
type cell struct {
	Colour string // of the worst outcome; "" without a path
	Text   string
	Title  string
	Partly bool // not all of them ran
	counts results.Counts
}

// suites returns the grid of machines and suites of tests.
func suites(all []results.Result) grid {
	return newGrid(all, func(r *results.Result) column {
		suite := results.Split(r.Path).Suite
		return column{Key: suite, Name: suiteName(suite)}
	})
}

// families returns the grid of machines and families of devices; it is empty if those of
// the paths are unknown.
func families(in *Input) grid {
	if len(in.Families) == 0 {
		return grid{}
	}
	g := newGrid(in.Results, func(r *results.Result) column { return in.family(r.Path).column() })
	for _, c := range g.Columns {
		if n := len(g.Groups); n == 0 || g.Groups[n-1].Name != c.Group {
			g.Groups = append(g.Groups, heading{Name: c.Group})
		}
		g.Groups[len(g.Groups)-1].N++
	}
	return g
}

// family returns the family of a path. The graph of today may not have it.
func (in *Input) family(path string) Family {
	if f, ok := in.Families[path]; ok {
		return f
	}
	return Family{Name: otherName}
}

// newGrid returns the grid with a column for each kind of result, sorted by groups.
func newGrid(all []results.Result, of func(*results.Result) column) grid {
	type key struct{ machine, column string }
	counts := map[key]results.Counts{}
	columns := map[string]column{}
	machines := map[string]bool{}
	for i := range all {
		machine, c := results.Split(all[i].Path).Machine, of(&all[i])
		k := key{machine, c.Key}
		if counts[k] == nil {
			counts[k] = results.Counts{}
		}
		counts[k][all[i].Class]++
		machines[machine], columns[c.Key] = true, c
	}
	g := grid{Columns: slices.SortedFunc(maps.Values(columns), func(a, b column) int {
		return cmp.Or(strings.Compare(a.Group, b.Group), strings.Compare(a.Key, b.Key))
	})}
	for _, machine := range slices.Sorted(maps.Keys(machines)) {
		r := row{Machine: machine}
		for i, column := range g.Columns {
			c := newCell(machine, column.Name, counts[key{machine, column.Key}])
			r.Cells = append(r.Cells, c)
			if c.Colour == "failed" {
				r.Failed, g.Columns[i].Failed = true, true
			}
		}
		g.Rows = append(g.Rows, r)
	}
	return g
}

// otherName stands for a subject without a name.
const otherName = "other"

// suiteName returns the subject of a suite of tests: "sdhci" of "sdhci-tests".
func suiteName(suite string) string {
	if suite == "" {
		return otherName
	}
	return strings.TrimSuffix(suite, "-tests")
}

func newCell(machine, subject string, counts results.Counts) cell {
	c := cell{counts: counts}
	if len(counts) == 0 {
		return c
	}
	all := 0
	for _, n := range counts {
		all += n
	}
	failed, ran := counts.Failed(), counts.Failed()+counts.OK()
	c.Partly = ran > 0 && ran < all
	switch {
	case failed > 0:
		c.Colour, c.Text = "failed", fmt.Sprintf("✗%d", failed)
	case counts[results.Interrupted] > 0:
		c.Colour, c.Text = string(results.Interrupted), fmt.Sprintf("!%d", counts[results.Interrupted])
	case counts[results.Known] > 0:
		c.Colour, c.Text = string(results.Known), fmt.Sprint(counts.OK())
	case counts[results.Passed] > 0:
		c.Colour, c.Text = string(results.Passed), fmt.Sprint(counts[results.Passed])
	case counts[results.Skipped] > 0:
		c.Colour, c.Text = string(results.Skipped), fmt.Sprintf("s%d", counts[results.Skipped])
	default:
		c.Colour, c.Text = string(results.Unavailable), "–"
	}
	c.Title = fmt.Sprintf("%s, %s: %s", machine, subject, strings.TrimPrefix(counts.String(), "paths: "))
	return c
}
