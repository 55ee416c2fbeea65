package picture

import (
	"bytes"
	_ "embed"
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/qgraph/picture/layout"
)

// Measures of the drawing, in pixels. Text is in a font of fixed width, so that
// its size is known without the font: no usual one is wider than glyph.
const (
	fontSize  = 12.0
	glyph     = 7.4
	rowHeight = 18.0
	padding   = 8.0
	fold      = 7.0 // of a test's corner
	depth     = 4.0 // of a machine's sides
	margin    = 16.0
	lineGap   = 3.0 // between the lines at a side of a box
)

// highlight is a script for browsers.
//
//go:embed highlight.js
var highlight string

// SVG draws the model. It is an error if the model has an edge from a box to
// itself.
func (m *Model) SVG(o Options) ([]byte, error) {
	views := m.views(o)
	var g layout.Graph
	lines := m.lines()
	for i, v := range views {
		g.Boxes = append(g.Boxes, layout.Box{
			Width: v.width(), Height: max(v.height(), float64(lines[i])*lineGap), First: v.kind == graph.KindMachine,
		})
	}
	for _, e := range m.Edges {
		g.Edges = append(g.Edges, layout.Edge{From: e.From, To: e.To})
	}
	d, err := layout.Draw(g, layout.Gaps{Box: 8, Line: 6, Layer: 44})
	if err != nil {
		return nil, fmt.Errorf("picture: %w", err)
	}
	s := &svg{}
	width := max(d.Width, 720)
	top := s.legend(m, o, width)
	s.printf(`<g transform="translate(%s %s)">`+"\n", number(margin), number(top))
	// Failed edges are drawn last, on top of those that share a line with them.
	for _, wanted := range []State{Unavailable, NotRun, Plain, Passed, Mixed, Failed} {
		for i := range m.Edges {
			if e := &m.Edges[i]; e.State() == wanted {
				s.printf(`<g data-edge="%d %d"><title>%s</title>`, e.From, e.To, escape(m.tooltip(e)))
				s.edge(d.Routes[i], kindPen(e.Kind).with(wanted))
				s.printf("</g>\n")
			}
		}
	}
	for i, v := range views {
		s.printf(`<g data-box="%d">`+"\n", i)
		s.box(d.Boxes[i], v)
		s.printf("</g>\n")
	}
	s.printf("</g>\n")
	return s.document(width+2*margin, top+d.Height+margin), nil
}

// lines returns the number of edges of each box at the side with more.
func (m *Model) lines() []int {
	in, out := make([]int, len(m.Boxes)), make([]int, len(m.Boxes))
	for _, e := range m.Edges {
		out[e.From]++
		in[e.To]++
	}
	for i := range in {
		in[i] = max(in[i], out[i])
	}
	return in
}

// width returns the width of a box.
func (v *view) width() float64 {
	longest := 0
	for _, r := range v.rows {
		longest = max(longest, utf8.RuneCountInString(r.text))
	}
	w := float64(longest)*glyph + 2*padding
	switch v.kind {
	case graph.KindMachine:
		w += depth
	case graph.KindTest:
		w += fold
	}
	return w
}

// height returns the height of a box; the top of a machine is above it.
func (v *view) height() float64 { return float64(len(v.rows))*rowHeight + 4 }

// svg is a drawing under way.
type svg struct{ bytes.Buffer }

func (s *svg) printf(format string, args ...any) { fmt.Fprintf(s, format, args...) }

// document returns the whole file.
func (s *svg) document(width, height float64) []byte {
	var all bytes.Buffer
	w, h := number(width), number(height)
	fmt.Fprintf(&all, `<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %s %s"`, w, h, w, h)
	fmt.Fprintf(&all, ` font-family="'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace" font-size="%s">`+"\n", number(fontSize))
	all.WriteString("<style>a:hover text{text-decoration:underline}[data-edge]:hover path{stroke-width:4}.off{opacity:.12}</style>\n")
	fmt.Fprintf(&all, `<rect width="%s" height="%s" fill="white"/>`+"\n", w, h)
	all.Write(s.Bytes())
	fmt.Fprintf(&all, "<script><![CDATA[\n%s]]></script>\n</svg>\n", highlight)
	return all.Bytes()
}

// box draws a box and its text.
func (s *svg) box(at layout.Rect, v view) {
	s.outline(at, v.kind, kindPaint(v.kind).with(v.state))
	first := at.Y + (at.Height-float64(len(v.rows))*rowHeight)/2
	for i, r := range v.rows {
		y := first + float64(i)*rowHeight
		if r.link != "" {
			s.printf(`<a href="%s" target="_blank">`, escape(r.link))
		}
		s.printf("<g><title>%s</title>", escape(r.tooltip))
		fill := "none"
		if r.state != v.state {
			fill = kindPaint(v.kind).with(r.state).fill
		}
		s.printf(`<rect x="%s" y="%s" width="%s" height="%s" fill="%s" pointer-events="all"/>`,
			number(at.X+1), number(y), number(at.Width-2), number(rowHeight), fill)
		weight := ""
		if r.title {
			weight = ` font-weight="bold"`
		}
		s.printf(`<text x="%s" y="%s" fill="%s"%s>%s</text></g>`,
			number(at.X+padding), number(y+rowHeight-5), kindPaint(v.kind).with(r.state).text, weight, escape(r.text))
		if r.link != "" {
			s.printf("</a>")
		}
		s.printf("\n")
	}
}

// outline draws the shape of a box.
func (s *svg) outline(at layout.Rect, kind graph.Kind, p paint) {
	x, y, r, b := at.X, at.Y, at.X+at.Width, at.Y+at.Height
	ink := fmt.Sprintf(`fill="%s" stroke="%s"`, p.fill, p.stroke)
	switch kind {
	case graph.KindMachine:
		at.Width -= depth
		r -= depth
		s.printf(`<path d="M%s %sl%s %sH%sV%sl%s %s" %s/>`+"\n", number(x), number(y), number(depth), number(-depth), number(r+depth),
			number(b-depth), number(-depth), number(depth), ink)
		s.printf(`<path d="M%s %sl%s %s" %s/>`+"\n", number(r), number(y), number(depth), number(-depth), ink)
		s.rect(at, 0, ink)
	case graph.KindInterface:
		s.rect(at, min(at.Height/2, 11), ink)
	case graph.KindTest:
		s.printf(`<path d="M%s %sH%sl%s %sV%sH%sZm%s 0v%sh%s" %s/>`+"\n", number(x), number(y), number(r-fold), number(fold), number(fold),
			number(b), number(x), number(at.Width-fold), number(fold), number(fold), ink)
	default:
		s.rect(at, 0, ink)
	}
}

func (s *svg) rect(at layout.Rect, radius float64, ink string) {
	s.printf(`<rect x="%s" y="%s" width="%s" height="%s" rx="%s" %s/>`+"\n",
		number(at.X), number(at.Y), number(at.Width), number(at.Height), number(radius), ink)
}

// edge draws an edge.
func (s *svg) edge(r layout.Route, p pen) {
	s.printf(`<g fill="none" stroke="%s" stroke-width="%s">`, p.colour, number(p.width))
	dashes := ""
	if p.dashes != "" {
		dashes = fmt.Sprintf(` stroke-dasharray="%s"`, p.dashes)
	}
	s.printf(`<path d="%s"%s/>`, curve(r), dashes)
	end, from := r[len(r)-1], r[len(r)-2]
	back := 6.0
	if from.X > end.X {
		back = -back
	}
	switch p.head {
	case diamond:
		end = r[0]
		if r[1].X > end.X {
			back = -back
		}
		s.printf(`<path d="M%s %sl%s 3.5l%s -3.5l%s -3.5z" fill="%s"/>`, number(end.X), number(end.Y),
			number(-back), number(-back), number(back), p.colour)
	case filled:
		s.printf(`<path d="M%s %sl%s -3.5v7z" fill="%s"/>`, number(end.X), number(end.Y), number(-back), p.colour)
	case open:
		s.printf(`<path d="M%s %sL%s %sL%s %s"/>`, number(end.X-back), number(end.Y-4), number(end.X), number(end.Y), number(end.X-back), number(end.Y+4))
	}
	s.printf("</g>")
}

// curve returns a route as SVG's path data.
func curve(r layout.Route) string {
	var b strings.Builder
	fmt.Fprintf(&b, "M%s %s", number(r[0].X), number(r[0].Y))
	for i, to := range r[1:] {
		from := r[i]
		if from.Y == to.Y {
			fmt.Fprintf(&b, "H%s", number(to.X))
			continue
		}
		middle := number((from.X + to.X) / 2)
		fmt.Fprintf(&b, "C%s %s %s %s %s %s", middle, number(from.Y), middle, number(to.Y), number(to.X), number(to.Y))
	}
	return b.String()
}

// legend draws the meaning of the shapes and colours, in lines as wide as the
// picture, and returns the height below it.
func (s *svg) legend(m *Model, o Options, width float64) float64 {
	s.printf(`<text x="%s" y="%s" font-weight="bold">%s</text>`+"\n", number(margin), number(margin+12), escape(heading(m, o)))
	x, y := margin, margin+26.0
	item := func(text string, draw func(x, y float64)) {
		wide := 44 + float64(utf8.RuneCountInString(text))*glyph + 18
		if x+wide > margin+width && x > margin {
			x, y = margin, y+26
		}
		draw(x, y)
		s.printf(`<text x="%s" y="%s">%s</text>`+"\n", number(x+44), number(y+13), escape(text))
		x += wide
	}
	judged := m.State() != Plain
	for _, kind := range kinds() {
		p := kindPaint(kind)
		if judged && m.Passed+m.Failed > 0 {
			p.fill = "#ffffff"
		}
		item(kind.String(), func(x, y float64) { s.outline(layout.Rect{X: x, Y: y, Width: 34, Height: 17}, kind, p) })
	}
	for _, kind := range edgeKinds() {
		item(strings.ReplaceAll(kind, "-", " "), func(x, y float64) {
			s.edge(layout.Route{{X: x, Y: y + 8.5}, {X: x + 36, Y: y + 8.5}}, kindPen(kind))
		})
	}
	shown := m.shown()
	for _, state := range states() {
		if slices.Contains(shown, state) {
			p, l := kindPaint(graph.KindDriver).with(state), kindPen("produces").with(state)
			item(state.String(), func(x, y float64) {
				s.printf(`<rect x="%s" y="%s" width="14" height="17" fill="%s" stroke="%s"/>`+"\n", number(x), number(y), p.fill, p.stroke)
				s.edge(layout.Route{{X: x + 14, Y: y + 8.5}, {X: x + 36, Y: y + 8.5}}, l)
			})
		}
	}
	return y + 17 + margin
}

// heading returns the line above a picture.
func heading(m *Model, o Options) string {
	if o.Title == "" {
		return m.Summary()
	}
	return o.Title + ": " + m.Summary()
}

// shown returns the states of the picture's nodes.
func (m *Model) shown() []State {
	var shown []State
	for i := range m.Boxes {
		for j := range m.Boxes[i].Nodes {
			shown = append(shown, m.Boxes[i].Nodes[j].State())
		}
	}
	for i := range m.Edges {
		shown = append(shown, m.Edges[i].State())
	}
	return shown
}

// number writes a coordinate to a tenth of a pixel.
func number(x float64) string {
	text := strings.TrimSuffix(strconv.FormatFloat(x, 'f', 1, 64), ".0")
	if text == "-0" {
		return "0"
	}
	return text
}

// escape makes text safe in XML.
func escape(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder does not fail
	return b.String()
}
