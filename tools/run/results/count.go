package results

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Counts says how many paths came to each class of end.
type Counts map[Class]int

// Count counts the results by class.
func Count(all []Result) Counts {
	c := Counts{}
	for _, r := range all {
		c[r.Class]++
	}
	return c
}

// OK returns how many paths passed, those with known deviations among them.
func (c Counts) OK() int { return c[Passed] + c[Known] }

// Failed returns how many paths failed.
func (c Counts) Failed() int {
	n := 0
	for class, count := range c {
		if class.Failed() {
			n += count
		}
	}
	return n
}

// String returns the summary line of a run:
//
//	paths: 10 passed, 5 known, 2 failed (1 test, 1 crash), 3 skipped, 4 unavailable
//
// The known are not among the passed.
func (c Counts) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "paths: %d passed", c[Passed])
	if n := c[Known]; n > 0 {
		fmt.Fprintf(&b, ", %d known", n)
	}
	fmt.Fprintf(&b, ", %d failed", c.Failed())
	if by := c.byCause(); len(by) > 0 {
		fmt.Fprintf(&b, " (%s)", strings.Join(by, ", "))
	}
	fmt.Fprintf(&b, ", %d skipped, %d unavailable", c[Skipped], c[Unavailable])
	if n := c[Interrupted]; n > 0 {
		fmt.Fprintf(&b, ", %d interrupted", n)
	}
	return b.String()
}

// byCause returns the counts of the failures, as [Failures] lists them. A class
// that this qgraph does not know comes last.
func (c Counts) byCause() []string {
	var by []string
	classes := Failures()
	for _, class := range slices.Sorted(maps.Keys(c)) {
		if class.Failed() && !slices.Contains(classes, class) {
			classes = append(classes, class)
		}
	}
	for _, class := range classes {
		if c[class] > 0 {
			by = append(by, fmt.Sprintf("%d %s", c[class], class))
		}
	}
	return by
}
