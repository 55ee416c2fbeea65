package identity

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/qgraph/qgraph/tools/run/results"
)

// WriteTable writes the comparison for a person: the letter of each side, the differences
// with the value on each side, and what could not be compared.
func (c *Comparison) WriteTable(w io.Writer) error {
	b := bufio.NewWriter(w) // keeps the first error for Flush
	for i, name := range c.Sides {
		fmt.Fprintf(b, "%s  %s\n", results.Letter(i), name)
	}
	for _, g := range c.Groups() {
		fmt.Fprintf(b, "\n%s", g.Field)
		if g.Note != "" {
			fmt.Fprintf(b, "  (%s)", g.Note)
		}
		fmt.Fprintf(b, "\n    of %s\n", strings.Join(g.Subjects, "\n       "))
		for _, line := range ValueLines(g.Values) {
			fmt.Fprintf(b, "    %s\n", line)
		}
	}
	if lines := c.MissingLines(); len(lines) > 0 {
		fmt.Fprintf(b, "\nnot compared on all sides:\n    %s\n", strings.Join(lines, "\n    "))
	}
	fmt.Fprintf(b, "\n%s\n", c)
	if err := b.Flush(); err != nil {
		return fmt.Errorf("identity: write a comparison: %w", err)
	}
	return nil
}

// WriteMarkdown writes the comparison in Markdown: one table, a row for each group.
func (c *Comparison) WriteMarkdown(w io.Writer) error {
	b := bufio.NewWriter(w) // keeps the first error for Flush
	for i, name := range c.Sides {
		fmt.Fprintf(b, "- %s: `%s`\n", results.Letter(i), name)
	}
	fmt.Fprintf(b, "\n%s\n", c)
	if groups := c.Groups(); len(groups) > 0 {
		fmt.Fprintf(b, "\n| field |")
		for i := range c.Sides {
			fmt.Fprintf(b, " %s |", results.Letter(i))
		}
		fmt.Fprintf(b, " of |\n|%s\n", strings.Repeat(" --- |", len(c.Sides)+2))
		for _, g := range groups {
			field := "`" + g.Field + "`"
			if g.Note != "" {
				field += " (" + g.Note + ")"
			}
			cells := []string{field}
			for _, v := range g.Values {
				cells = append(cells, v.String())
			}
			fmt.Fprintf(b, "| %s | %s |\n", strings.Join(cells, " | "), strings.Join(g.Subjects, "<br>"))
		}
	}
	if lines := c.MissingLines(); len(lines) > 0 {
		fmt.Fprintf(b, "\nNot compared on all sides:\n\n- %s\n", strings.Join(lines, "\n- "))
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("identity: write a comparison: %w", err)
	}
	return nil
}

// String returns the line that sums the comparison up.
func (c *Comparison) String() string {
	s := fmt.Sprintf("identity: %d fields of %d machines and devices compared, %d differ", c.Fields, c.Subjects, len(c.Differences))
	if c.Excepted > 0 {
		s += fmt.Sprintf(", %d left out", c.Excepted)
	}
	return s
}

// ValueLines returns a line for each value, with the letters of the sides that have it.
func ValueLines(values []*Value) []string {
	letters := map[string]string{}
	var order []string
	for i, v := range values {
		if v == nil {
			continue
		}
		text := v.String()
		if letters[text] == "" {
			order = append(order, text)
		}
		letters[text] += results.Letter(i)
	}
	var lines []string
	for _, text := range order {
		lines = append(lines, fmt.Sprintf("%-*s %s", len(values), letters[text], text))
	}
	return lines
}

// MissingLines returns a line for each reason, with the subjects that are missing for it.
func (c *Comparison) MissingLines() []string {
	subjects := map[string][]string{}
	var order []string
	for _, m := range c.Missing {
		for i, reason := range m.Reasons {
			if reason == "" {
				continue
			}
			key := results.Letter(i) + ": " + reason
			if subjects[key] == nil {
				order = append(order, key)
			}
			subjects[key] = append(subjects[key], m.Subject)
		}
	}
	var lines []string
	for _, key := range order {
		lines = append(lines, fmt.Sprintf("%s (%s)", key, shortened(subjects[key])))
	}
	return lines
}

// maxNamed is the number of subjects that a line names.
const maxNamed = 8

// shortened joins names, of many only the first ones.
func shortened(names []string) string {
	if more := len(names) - maxNamed; more > 0 {
		return fmt.Sprintf("%s, and %d more", strings.Join(names[:maxNamed], ", "), more)
	}
	return strings.Join(names, ", ")
}
