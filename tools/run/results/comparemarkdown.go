package results

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// WriteMarkdown writes the comparison in Markdown, for a merge request or a page of
// release notes: the sides, the summary, and a table for each change, worst first.
func (c *Comparison) WriteMarkdown(w io.Writer) error {
	b := bufio.NewWriter(w) // keeps the first error for Flush
	for i, name := range c.Sides {
		fmt.Fprintf(b, "- %s: `%s`\n", Letter(i), Visible(name))
	}
	fmt.Fprintf(b, "\n%s\n", strings.Join(c.Summary(), "\\\n"))
	sorted := c.Sorted()
	for n, d := range sorted {
		if n == 0 || sorted[n-1].Worst() != d.Worst() {
			c.markdownHeading(b, d.Worst())
		}
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", Visible(d.Path), strings.Join(d.Cells(), " | "), markdownCell(strings.Join(d.Messages(), "\n")))
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("results: write a comparison: %w", err)
	}
	return nil
}

func (c *Comparison) markdownHeading(w io.Writer, change Change) {
	fmt.Fprintf(w, "\n### %s\n\n| path |", change)
	for i := range c.Sides {
		fmt.Fprintf(w, " %s |", Letter(i))
	}
	fmt.Fprintf(w, " why |\n|%s\n", strings.Repeat(" --- |", len(c.Sides)+2))
}

// markdownCell returns text for one cell of a table, without the characters that end it
// or that Markdown and HTML would read.
func markdownCell(text string) string {
	return strings.NewReplacer("\n", "<br>", "|", `\|`, "<", "&lt;", "*", `\*`, "_", `\_`, "`", "\\`").Replace(text)
}
