package picture

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
)

// DOT writes the model in Graphviz's language. A box is named after its first
// node, so a change of the graph is a change of few lines.
func (m *Model) DOT(o Options) []byte {
	var b bytes.Buffer
	b.WriteString("digraph qgraph {\n")
	fmt.Fprintf(&b, "  graph [rankdir=LR, nodesep=0.1, ranksep=0.8, labelloc=t, labeljust=l, fontname=monospace, fontsize=12, label=%s];\n", quote(heading(m, o)))
	b.WriteString("  node [fontname=monospace, fontsize=10, style=filled, margin=\"0.08,0.03\", height=0.25];\n")
	b.WriteString("  edge [arrowsize=0.6];\n\n")
	views := m.views(o)
	for i, v := range views {
		b.WriteString("  " + v.dot(m.Boxes[i].Nodes[0].Name))
	}
	// Machines begin each path, so they are in the first column.
	b.WriteString("\n  {rank=min;")
	for i, v := range views {
		if v.kind == graph.KindMachine {
			b.WriteString(" " + quote(m.Boxes[i].Nodes[0].Name) + ";")
		}
	}
	b.WriteString("}\n\n")
	for i := range m.Edges {
		e := &m.Edges[i]
		fmt.Fprintf(&b, "  %s -> %s [%s, tooltip=%s];\n", quote(m.Boxes[e.From].Nodes[0].Name), quote(m.Boxes[e.To].Nodes[0].Name),
			kindPen(e.Kind).with(e.State()).dot(), quote(m.tooltip(e)))
	}
	m.dotLegend(&b)
	b.WriteString("}\n")
	return b.Bytes()
}

// dot writes a box as a node.
func (v *view) dot(name string) string {
	if len(v.rows) == 1 {
		r := v.rows[0]
		attributes := fmt.Sprintf("%s, label=%s, tooltip=%s", v.paint(), quote(r.text), quote(r.tooltip))
		if r.link != "" {
			attributes += ", URL=" + quote(r.link)
		}
		return fmt.Sprintf("%s [%s];\n", quote(name), attributes)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `%s [%s, tooltip=" ", label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2">`, quote(name), v.paint())
	for _, r := range v.rows {
		p := kindPaint(v.kind).with(r.state)
		fmt.Fprintf(&b, "\n    <TR><TD ALIGN=\"LEFT\" TITLE=\"%s\"", escape(r.tooltip))
		if r.state != v.state {
			fmt.Fprintf(&b, ` BGCOLOR="%s"`, p.fill)
		}
		if r.link != "" {
			fmt.Fprintf(&b, ` HREF="%s"`, escape(r.link))
		}
		text := escape(r.text)
		if r.title {
			text = "<B>" + text + "</B>"
		}
		fmt.Fprintf(&b, `><FONT COLOR="%s">%s</FONT></TD></TR>`, p.text, text)
	}
	b.WriteString("</TABLE>>];\n")
	return b.String()
}

// paint writes shape and colours as attributes.
func (v *view) paint() string {
	p := kindPaint(v.kind).with(v.state)
	text := fmt.Sprintf(`shape=%s, fillcolor="%s", color="%s", fontcolor="%s"`, p.shape, p.fill, p.stroke, p.text)
	if v.kind == graph.KindInterface {
		text += `, style="filled,rounded"`
	}
	return text
}

// dot writes a pen as attributes.
func (p pen) dot() string {
	text := fmt.Sprintf(`color="%s", penwidth=%s`, p.colour, number(p.width))
	switch p.head {
	case diamond:
		text += ", dir=back, arrowtail=diamond"
	case filled:
		text += ", arrowhead=normal"
	case open:
		text += ", arrowhead=vee, style=dashed"
	}
	return text
}

// dotLegend writes the meaning of shapes and colours, as a cluster of its own.
func (m *Model) dotLegend(b *bytes.Buffer) {
	b.WriteString("\n  subgraph cluster_legend {\n    label=legend; color=\"#b4b4b4\";\n")
	node := func(name string, v view) {
		fmt.Fprintf(b, "    %s [%s, label=%s];\n", quote("legend "+name), v.paint(), quote(name))
	}
	for _, kind := range kinds() {
		node(kind.String(), view{kind: kind})
	}
	edges := edgeKinds()
	ends := []string{"machine", "driver", "interface", "test"} // of a sample path with each kind of edge
	for i, kind := range edges {
		fmt.Fprintf(b, "    %s -> %s [%s, label=%s, fontname=monospace, fontsize=9];\n", quote("legend "+ends[i]), quote("legend "+ends[i+1]),
			kindPen(kind).dot(), quote(strings.ReplaceAll(kind, "-", " ")))
	}
	shown := m.shown()
	for _, state := range states() {
		if slices.Contains(shown, state) {
			node(state.String(), view{kind: graph.KindDriver, state: state})
		}
	}
	b.WriteString("  }\n")
}

// quote writes a string of Graphviz's language. A backslash begins an escape
// there; a line break needs no escape, and \n is the same.
func quote(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(text) + `"`
}
