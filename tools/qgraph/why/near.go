package why

import (
	"cmp"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
)

// similar returns the names that are similar to name, the most likely first,
// five at most.
func similar(name string, names []string) []string {
	type candidate struct {
		name string
		far  int
	}
	var near []candidate
	lower := strings.ToLower(name)
	limit := min(3, max(1, len(name)/3))
	for _, n := range names {
		other := strings.ToLower(n)
		far := distance(lower, other)
		if far > limit && len(name) >= 3 && strings.Contains(other, lower) {
			far = limit // name is a part of it
		}
		if far <= limit && n != name {
			near = append(near, candidate{n, far})
		}
	}
	slices.SortStableFunc(near, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.far, b.far), cmp.Compare(len(a.name), len(b.name)), cmp.Compare(a.name, b.name))
	})
	var found []string
	for _, c := range near[:min(len(near), 5)] {
		found = append(found, c.name)
	}
	return found
}

// distance returns the number of letters to change, remove, insert, or swap
// with the next one to turn a into b.
func distance(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := last[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			row[j] = min(change, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}

// nearest returns the runnable path that is most similar to name: the same test
// first, then the same device, then the most common elements in the same order.
func (e *explainer) nearest(name string) string {
	type candidate struct {
		path   graph.Path
		same   int // 2 for the test, 1 for the device
		common int
	}
	wanted := strings.Split(name, "/")
	device := e.lastDriver(wanted)
	var list []candidate
	for p := range e.graph.Paths() {
		steps := p.Steps()
		test := steps[len(steps)-1].As
		c := candidate{path: p, common: common(wanted, strings.Split(p.String(), "/"))}
		if strings.HasSuffix(name, "/"+test) || name == test {
			c.same += 2
		}
		if slices.ContainsFunc(steps, func(s graph.Step) bool { return s.As == device }) {
			c.same++
		}
		if c.common > 0 {
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.same, a.same), cmp.Compare(b.common, a.common))
	})
	for _, c := range list {
		if !c.path.Slow() && c.path.Available(e.qemu(c.path.Arch())) == nil {
			return c.path.String()
		}
	}
	return ""
}

// lastDriver returns the last element that is a driver, "" if none is.
func (e *explainer) lastDriver(elements []string) string {
	drivers := map[string]bool{}
	for _, n := range e.graph.Nodes() {
		drivers[n.Name] = n.Kind == graph.KindDriver
	}
	for _, element := range slices.Backward(elements) {
		if drivers[element] {
			return element
		}
	}
	return ""
}

// common returns the length of the longest sequence that both have in that order.
func common(a, b []string) int {
	last := make([]int, len(b)+1)
	for _, x := range a {
		row := make([]int, len(b)+1)
		for j, y := range b {
			if row[j+1] = max(row[j], last[j+1]); x == y {
				row[j+1] = last[j] + 1
			}
		}
		last = row
	}
	return last[len(b)]
}
