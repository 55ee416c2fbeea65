package results

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// WriteTable writes the comparison as a table for a person: the letter of each
// side, the differences, worst first, and the number of equal paths. A message that
// several paths have in common stands after the last of them.
func (c *Comparison) WriteTable(w io.Writer) error {
	b := bufio.NewWriter(w) // keeps the first error for Flush
	for i, name := range c.Sides {
		fmt.Fprintf(b, "%s  %s\n", Letter(i), name)
	}
	sorted := c.Sorted()
	rows := [][]string{{""}} // the change, then each side; the path follows
	for i := range c.Sides {
		rows[0] = append(rows[0], Letter(i))
	}
	for _, d := range sorted {
		rows = append(rows, append([]string{string(d.Worst())}, d.Cells()...))
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
		if n < len(sorted) && sorted[n].alike(&d) {
			continue
		}
		for _, message := range d.Messages() {
			fmt.Fprintf(b, "%*s%s\n", widths[0]+2, "", message)
		}
	}
	fmt.Fprintf(b, "\n%s\n", strings.Join(c.Summary(), "\n"))
	if err := b.Flush(); err != nil {
		return fmt.Errorf("results: write a comparison: %w", err)
	}
	return nil
}

// Sorted returns the differences as reports list them: the worst first, and those
// with the same messages together.
func (c *Comparison) Sorted() []Difference {
	sorted := slices.Clone(c.Differences)
	first := map[string]int{} // the place of the first path with that change and those messages
	key := func(d *Difference) string { return fmt.Sprintf("%q", append(d.Messages(), string(d.Worst()))) }
	for i := range sorted {
		if k := key(&sorted[i]); first[k] == 0 {
			first[k] = i + 1
		}
	}
	slices.SortStableFunc(sorted, func(x, y Difference) int {
		return cmp.Or(severity(x.Worst())-severity(y.Worst()), first[key(&x)]-first[key(&y)])
	})
	return sorted
}

// alike reports whether both paths changed in the same way and for the same reason.
func (d *Difference) alike(other *Difference) bool {
	return d.Worst() == other.Worst() && slices.Equal(d.Messages(), other.Messages())
}

// Messages returns why the path ended differently, a line for each side that can tell:
// its letter and the message.
func (d *Difference) Messages() []string {
	var lines []string
	for i, o := range d.Outcomes {
		before := i == 0 && slices.Contains([]Change{NewlyPassing, Mended, Appeared}, d.Worst())
		if o.Message != "" && (before || d.Changes[i] != "") {
			lines = append(lines, Letter(i)+": "+o.Message)
		}
	}
	return lines
}

// Cells returns one word for each side: how the path ended there, or how long it took
// if it is slower on one of them.
func (d *Difference) Cells() []string {
	var cells []string
	for _, o := range d.Outcomes {
		cells = append(cells, o.cell(slices.Contains(d.Changes, Slower)))
	}
	return cells
}

// String returns the line that sums the comparison up.
func (c *Comparison) String() string {
	alike := fmt.Sprintf("paths: %d alike", c.Same)
	if c.SameKnown > 0 {
		alike += fmt.Sprintf(" (%d of them known)", c.SameKnown)
	}
	parts := append([]string{alike}, counted(c.Counts)...)
	if c.NeverRan > 0 {
		parts = append(parts, fmt.Sprintf("%d ran on no side", c.NeverRan))
	}
	if c.Unknown > 0 {
		parts = append(parts, fmt.Sprintf("%d interrupted", c.Unknown))
	}
	return strings.Join(parts, ", ")
}

// Summary returns the lines that sum the comparison up: the known deviations of QEMU;
// with more than two sides one for each of them but the first; then [Comparison.String].
func (c *Comparison) Summary() []string {
	lines := c.knownLines()
	for i := 1; i < len(c.Sides) && len(c.Sides) > 2; i++ {
		lines = append(lines, fmt.Sprintf("%s against A: %s", Letter(i), strings.Join(counted(c.BySide[i]), ", ")))
	}
	return append(lines, c.String())
}

// knownLines returns a line for each deviation that showed on some sides only, and one
// for those that showed on all.
func (c *Comparison) knownLines() []string {
	var lines []string
	all := 0
	for _, k := range c.Known {
		if !slices.Contains(k.Paths, 0) {
			all++
			continue
		}
		var on []string
		for i, n := range k.Paths {
			on = append(on, fmt.Sprintf("%s %d", Letter(i), n))
		}
		lines = append(lines, fmt.Sprintf("known deviation %s: %s Paths: %s", k.Name, Visible(k.Does), strings.Join(on, ", ")))
	}
	if all > 0 {
		lines = append(lines, fmt.Sprintf("known deviations on all sides: %d", all))
	}
	return lines
}

// counted returns the counts of the changes in words, the worst first.
func counted(counts map[Change]int) []string {
	var parts []string
	for _, change := range Changes() {
		if n := counts[change]; n > 0 || change == NewlyFailing {
			parts = append(parts, fmt.Sprintf("%d %s", n, change))
		}
	}
	return parts
}

// Letter returns the letter of a side in reports: A for the first one.
func Letter(side int) string {
	if side < 26 {
		return string(rune('A' + side))
	}
	return fmt.Sprint(side + 1)
}

func (o *Outcome) cell(times bool) string {
	switch {
	case o.Class == "":
		return "–"
	case times && o.Class.OK():
		return fmt.Sprintf("%.2f s", o.Took.Seconds())
	}
	return string(o.Class)
}
