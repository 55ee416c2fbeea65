package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/tools/run/results"
)

//go:embed comparison.html
var comparisonHTML string

// headHTML is the beginning of a page with several sides.
//
//go:embed head.html
var headHTML string

// comparison is the data of comparison.html.
type comparison struct {
	CSS     template.CSS
	Heading string
	Sides   []side
	Summary []string
	Changes []changed
}

// side is one of the runs, with its letter in the tables.
type side struct{ Letter, Name string }

// changed is the paths with one kind of change.
type changed struct {
	ID     string // of its section on the page
	Name   results.Change
	N      int
	Groups []alikes
}

// alikes is a set of paths that changed for the same reason.
type alikes struct {
	Messages []string
	Paths    []compared
	Open     bool
}

// compared is one path with its end on each side.
type compared struct {
	Path  string
	Cells []end
}

// end is how a path ended on one side.
type end struct {
	Text   string
	Colour string // of the class in page.css; "" where there is no such path
}

// maxUnfolded is the number of paths that a group shows from the start.
const maxUnfolded = 20

// WriteComparison writes a page with the differences between runs: a section for each
// change, the worst first, and in it the paths that changed for the same reason
// together. The page needs no other files and has no script.
func WriteComparison(w io.Writer, c *results.Comparison) error {
	t, err := template.New("comparison.html").Funcs(template.FuncMap{"plural": plural}).Parse(headHTML + comparisonHTML)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	if err := t.Execute(w, newComparison(c)); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

func newComparison(c *results.Comparison) *comparison {
	p := &comparison{CSS: template.CSS(pageCSS), Heading: "no path newly fails", Summary: c.Summary()}
	switch n := c.Counts[results.NewlyFailing]; n {
	case 0:
	case 1:
		p.Heading = "1 path newly fails"
	default:
		p.Heading = fmt.Sprintf("%d paths newly fail", n)
	}
	for i, name := range c.Sides {
		p.Sides = append(p.Sides, side{results.Letter(i), results.Visible(name)})
	}
	for _, d := range c.Sorted() {
		worst := d.Worst()
		if n := len(p.Changes); n == 0 || p.Changes[n-1].Name != worst {
			p.Changes = append(p.Changes, changed{ID: strings.ReplaceAll(string(worst), " ", "-"), Name: worst})
		}
		p.Changes[len(p.Changes)-1].add(&d)
	}
	return p
}

// add adds a path: to the last group if it changed for the same reason.
func (c *changed) add(d *results.Difference) {
	c.N++
	messages := d.Messages()
	if n := len(c.Groups); n == 0 || !slices.Equal(c.Groups[n-1].Messages, messages) {
		c.Groups = append(c.Groups, alikes{Messages: messages})
	}
	g := &c.Groups[len(c.Groups)-1]
	path := compared{Path: results.Visible(d.Path)}
	for i, text := range d.Cells() {
		cell := end{Text: text}
		if class := d.Outcomes[i].Class; class != "" {
			cell.Colour = colour(class)
		}
		path.Cells = append(path.Cells, cell)
	}
	g.Paths = append(g.Paths, path)
	g.Open = len(g.Paths) <= maxUnfolded
}
