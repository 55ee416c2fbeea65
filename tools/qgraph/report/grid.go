package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/tools/run/results"
)

// grid is machines against the subjects of their tests.
type grid struct {
	Columns []column
	Rows    []row
}

type column struct {
	Suite  string // as in the path
	Name   string // without the common part
	Failed bool
}

type row struct {
	Machine string
	Failed  bool
	Cells   []cell
}

// cell is the paths from one machine to one suite of tests.
type cell struct {
	Colour string // of the worst outcome; "" without a path
	Text   string
	Title  string
	Partly bool // not all of them ran
	counts results.Counts
}

func newGrid(all []results.Result) grid {
	type key struct{ machine, suite string }
	counts := map[key]results.Counts{}
	var machines, suites []string
	for _, r := range all {
		p := results.Split(r.Path)
		k := key{p.Machine, p.Suite}
		if counts[k] == nil {
			counts[k] = results.Counts{}
		}
		counts[k][r.Class]++
		machines, suites = append(machines, p.Machine), append(suites, p.Suite)
	}
	slices.Sort(machines)
	slices.Sort(suites)
	machines, suites = slices.Compact(machines), slices.Compact(suites)

	var g grid
	for _, suite := range suites {
		g.Columns = append(g.Columns, column{Suite: suite, Name: suiteName(suite)})
	}
	for _, machine := range machines {
		r := row{Machine: machine}
		for i, suite := range suites {
			c := newCell(machine, suite, counts[key{machine, suite}])
			r.Cells = append(r.Cells, c)
			if c.Colour == "failed" {
				r.Failed, g.Columns[i].Failed = true, true
			}
		}
		g.Rows = append(g.Rows, r)
	}
	return g
}

// suiteName returns the subject of a suite of tests: "sdhci" of "sdhci-tests".
func suiteName(suite string) string {
	if suite == "" {
		return "other"
	}
	return strings.TrimSuffix(suite, "-tests")
}

func newCell(machine, suite string, counts results.Counts) cell {
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
	c.Title = fmt.Sprintf("%s, %s: %s", machine, suiteName(suite), strings.TrimPrefix(counts.String(), "paths: "))
	return c
}
