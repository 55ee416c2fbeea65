package results

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
)

// WriteTable writes the comparison as a table for a person: the letter of each
// side, the differences, worst first, and the number of equal paths.
func (c *Comparison) WriteTable(w io.Writer) error {
	b := bufio.NewWriter(w) // keeps the first error for Flush
	for i, name := range c.Sides {
		fmt.Fprintf(b, "%s  %s\n", letter(i), name)
	}
	sorted := slices.Clone(c.Differences)
	slices.SortStableFunc(sorted, func(x, y Difference) int { return severity(x.Worst()) - severity(y.Worst()) })
	rows := [][]string{{""}} // the change, then each side; the path follows
	for i := range c.Sides {
		rows[0] = append(rows[0], letter(i))
	}
	for _, d := range sorted {
		row := []string{string(d.Worst())}
		for _, o := range d.Outcomes {
			row = append(row, o.cell(slices.Contains(d.Changes, Slower)))
		}
		rows = append(rows, row)
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], len([]rune(cell)))
		}
	}
	if len(sorted) > 0 {
		fmt.Fprintln(b)
	}
	for n, row := range rows {
		if len(sorted) == 0 {
			break
		}
		var line strings.Builder
		for i, cell := range row {
			fmt.Fprintf(&line, "%-*s  ", widths[i], cell)
		}
		if n == 0 {
			fmt.Fprintln(b, strings.TrimRight(line.String(), " "))
			continue
		}
		d := sorted[n-1]
		fmt.Fprintf(b, "%s%s\n", line.String(), Visible(d.Path))
		for i, o := range d.Outcomes {
			if d.Changes[i] != "" && o.Message != "" || i == 0 && o.Message != "" && d.Worst() == NewlyPassing {
				fmt.Fprintf(b, "%*s%s: %s\n", widths[0]+2, "", letter(i), o.Message)
			}
		}
	}
	fmt.Fprintf(b, "\n%s\n", c)
	if err := b.Flush(); err != nil {
		return fmt.Errorf("results: write a comparison: %w", err)
	}
	return nil
}

// String returns the line that sums the comparison up.
func (c *Comparison) String() string {
	parts := []string{fmt.Sprintf("paths: %d alike", c.Same)}
	for _, change := range Changes() {
		if n := c.Counts[change]; n > 0 || change == NewlyFailing {
			parts = append(parts, fmt.Sprintf("%d %s", n, change))
		}
	}
	if c.NeverRan > 0 {
		parts = append(parts, fmt.Sprintf("%d ran on no side", c.NeverRan))
	}
	if c.Unknown > 0 {
		parts = append(parts, fmt.Sprintf("%d interrupted", c.Unknown))
	}
	return strings.Join(parts, ", ")
}

// letter returns the letter of a side in the table: A for the first one.
func letter(side int) string {
	if side < 26 {
		return string(rune('A' + side))
	}
	return fmt.Sprint(side + 1)
}

func (o *Outcome) cell(times bool) string {
	switch {
	case o.Class == "":
		return "–"
	case times && o.Class == Passed:
		return fmt.Sprintf("%.2f s", o.Took.Seconds())
	}
	return string(o.Class)
}
