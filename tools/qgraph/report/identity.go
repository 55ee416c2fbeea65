package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"github.com/qgraph/qgraph/tools/qgraph/identity"
	"github.com/qgraph/qgraph/tools/run/results"
)

//go:embed identity.html
var identityHTML string

// identityPage is the data of identity.html.
type identityPage struct {
	CSS     template.CSS
	Heading string
	Sides   []side
	Summary string
	Groups  []identityGroup
	Missing []string
}

// identityGroup is a difference that several machines and devices have in common.
type identityGroup struct {
	identity.Group
	Lines []string // the values, each with the letters of its sides
}

// WriteIdentity writes a page with the differences between machines as their guests see
// them. The page needs no other files and has no script.
func WriteIdentity(w io.Writer, c *identity.Comparison) error {
	count := func(n int, one, more string) string {
		if n == 1 {
			return "1 " + one
		}
		return fmt.Sprintf("%d %s", n, more)
	}
	t, err := template.New("identity.html").Funcs(template.FuncMap{"plural": count}).Parse(headHTML + identityHTML)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	p := &identityPage{CSS: template.CSS(pageCSS), Heading: "the machines look alike", Summary: c.String(), Missing: c.MissingLines()}
	if n := len(c.Differences); n > 0 {
		p.Heading = count(n, "field differs", "fields differ")
	}
	for i, name := range c.Sides {
		p.Sides = append(p.Sides, side{results.Letter(i), results.Visible(name)})
	}
	for _, g := range c.Groups() {
		p.Groups = append(p.Groups, identityGroup{g, identity.ValueLines(g.Values)})
	}
	if err := t.Execute(w, p); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}
