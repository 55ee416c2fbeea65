package picture

import (
	"fmt"
	"strings"

	"github.com/qgraph/qgraph/graph"
)

// Options say how a model is drawn.
type Options struct {
	// Link returns the address of a package's source; nil, or "" from it, is for no link.
	Link func(pkg string) string
	// Title is above the picture, before its summary.
	Title string
}

// mostListed is the number of tests up to which a picture names each. A larger
// picture shows the number of each suite, and the names in a tooltip.
const mostListed = 60

// mostNamed is the number of failed tests of a suite that are still named, and
// mostTold the number of tests in a tooltip.
const (
	mostNamed = 5
	mostTold  = 30
)

// view is a box as it is drawn: its lines of text.
type view struct {
	kind  graph.Kind
	state State
	rows  []row
}

// row is a line of a box.
type row struct {
	text    string
	title   bool // a heading, not a node
	state   State
	tooltip string
	link    string
}

// views returns the boxes as they are drawn.
func (m *Model) views(o Options) []view {
	list := m.counts[graph.KindTest] <= mostListed
	views := make([]view, len(m.Boxes))
	for i := range m.Boxes {
		b := &m.Boxes[i]
		v := view{kind: b.Kind, state: b.State()}
		grouped := b.Suite != "" && len(b.Nodes) > 1
		if grouped {
			v.rows = append(v.rows, b.heading(!list, o))
		}
		failed := 0
		for j := range b.Nodes {
			n := &b.Nodes[j]
			if grouped && !list {
				if n.Failed == 0 {
					continue
				}
				if failed++; failed > mostNamed {
					continue
				}
			}
			v.rows = append(v.rows, row{text: b.label(n) + n.failures(), state: n.State(), tooltip: n.tooltip(b.Kind), link: o.link(n.Package)})
		}
		if failed > mostNamed {
			v.rows = append(v.rows, row{text: fmt.Sprintf("… and %d more", failed-mostNamed), state: v.state, tooltip: v.rows[0].tooltip})
		}
		views[i] = v
	}
	return views
}

// heading returns the first line of a box of tests. If it replaces their names
// it has their number.
func (b *Box) heading(alone bool, o Options) row {
	r := row{text: b.Suite, title: true, state: b.State(), link: o.link(b.Nodes[0].Package)}
	lines := append([]string{b.caption()}, b.lines()...)
	if alone {
		r.text = fmt.Sprintf("%s (%d)%s", b.Suite, len(b.Nodes), b.failures())
		for i := range b.Nodes {
			if i == mostTold {
				lines = append(lines, fmt.Sprintf("… and %d more", len(b.Nodes)-i))
				break
			}
			lines = append(lines, b.label(&b.Nodes[i]))
		}
	}
	r.tooltip = strings.Join(lines, "\n")
	return r
}

// failures returns the number of failed paths, for readers who do not see
// colours.
func (t *Tally) failures() string {
	if t.Failed == 0 {
		return ""
	}
	return fmt.Sprintf(" ✗%d/%d", t.Failed, t.Failed+t.Passed)
}

func (o Options) link(pkg string) string {
	if o.Link == nil || pkg == "" {
		return ""
	}
	return o.Link(pkg)
}
