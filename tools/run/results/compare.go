package results

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Change says how the end of a path differs from that of the first side.
type Change string

// The changes, as reports list them.
const (
	NewlyFailing     Change = "newly failing"
	FailsOtherwise   Change = "fails otherwise" // with another class
	NewlyPassing     Change = "newly passing"
	NewlyKnown       Change = "newly known" // it passes, with a declared deviation that did not show before
	Mended           Change = "mended"      // it passes, without a declared deviation that showed before
	Slower           Change = "slower"
	Gone             Change = "gone"              // there is no such path any more
	NewlyUnavailable Change = "newly unavailable" // it does not run any more, for a reason
	Appeared         Change = "appeared"          // it did not run before
)

// Changes are all changes, the worst first.
func Changes() []Change {
	return []Change{NewlyFailing, FailsOtherwise, Gone, NewlyUnavailable, Slower, NewlyKnown, NewlyPassing, Mended, Appeared}
}

// Side is one of the runs that are compared.
type Side struct {
	Name    string
	Results []Result
}

// Times holds the durations of further runs of a path, by path and then by the
// number of the side.
type Times map[string][][]time.Duration

// Outcome is how a path ended on one side, for a comparison.
type Outcome struct {
	Class   Class         `json:"class,omitempty"`   // none: that side knows no such path
	Message string        `json:"message,omitempty"` // of the first failure, or why it did not run
	Took    time.Duration `json:"duration_ns"`       // the median where the path ran more than once
}

// Difference is a path that did not end on all sides as on the first one.
type Difference struct {
	Path     string    `json:"path"`
	Changes  []Change  `json:"changes"`  // of each side against the first one: "" for none
	Outcomes []Outcome `json:"outcomes"` // of each side
}

// Comparison holds the differences between runs.
type Comparison struct {
	Sides       []string         `json:"sides"`
	Counts      map[Change]int   `json:"counts"`     // paths with that change on any side
	BySide      []map[Change]int `json:"by_side"`    // the same for each side; the first one has none
	Same        int              `json:"same"`       // paths that ran on all sides and ended alike
	SameKnown   int              `json:"same_known"` // of those, paths with known deviations
	NeverRan    int              `json:"never_ran"`
	Unknown     int              `json:"unknown"`         // paths that were interrupted on one side and so cannot be compared
	Known       []KnownOn        `json:"known,omitempty"` // the deviations that showed, by name
	Differences []Difference     `json:"differences"`
}

// KnownOn says how many paths of each side showed a deviation.
type KnownOn struct {
	Name  string `json:"name"`
	Does  string `json:"does"`
	Paths []int  `json:"paths"` // of each side
}

// minSlower is how much longer a path must take to be called slower: the start
// of a QEMU varies by as much on a busy machine.
const minSlower = 50 * time.Millisecond

// Compare compares runs of the same paths with the first of them. A path is slower
// if it took more than ratio times as long; more holds the durations of further
// runs, and may be nil.
func Compare(sides []Side, ratio float64, more Times) *Comparison {
	c := &Comparison{Counts: map[Change]int{}, Differences: []Difference{}}
	ends := map[string][]*Result{}
	for i, side := range sides {
		c.Sides, c.BySide = append(c.Sides, side.Name), append(c.BySide, map[Change]int{})
		for j := range side.Results {
			r := &side.Results[j]
			if ends[r.Path] == nil {
				ends[r.Path] = make([]*Result, len(sides))
			}
			ends[r.Path][i] = r
		}
	}
	for _, path := range slices.Sorted(maps.Keys(ends)) {
		c.add(path, ends[path], ratio, more[path])
	}
	for i, side := range sides {
		c.addKnown(i, CountDeviations(side.Results))
	}
	return c
}

// addKnown notes the deviations of a side.
func (c *Comparison) addKnown(side int, shown []Shown) {
	for _, s := range shown {
		at, found := slices.BinarySearchFunc(c.Known, s.Name, func(k KnownOn, name string) int { return cmp.Compare(k.Name, name) })
		if !found {
			c.Known = slices.Insert(c.Known, at, KnownOn{s.Name, s.Does, make([]int, len(c.Sides))})
		}
		c.Known[at].Paths[side] = s.Paths
	}
}

func (c *Comparison) add(path string, ends []*Result, ratio float64, more [][]time.Duration) {
	if slices.ContainsFunc(ends, func(r *Result) bool { return r != nil && r.Class == Interrupted }) {
		c.Unknown++
		return
	}
	if !slices.ContainsFunc(ends, ran) {
		c.NeverRan++
		return
	}
	d := Difference{Path: path, Changes: make([]Change, len(ends))}
	times := make([][]time.Duration, len(ends))
	for i, r := range ends {
		if r != nil {
			times[i] = []time.Duration{r.Duration}
		}
		if i < len(more) {
			times[i] = append(times[i], more[i]...)
		}
		d.Outcomes = append(d.Outcomes, outcomeOf(r, times[i]))
		if d.Changes[i] = change(ends[0], r); d.Changes[i] == "" && passed(ends[0]) && passed(r) && slower(times[0], times[i], ratio) {
			d.Changes[i] = Slower
		}
	}
	seen := map[Change]bool{}
	for i, change := range d.Changes {
		if change == "" {
			continue
		}
		c.BySide[i][change]++
		if !seen[change] {
			seen[change] = true
			c.Counts[change]++
		}
	}
	if len(seen) == 0 {
		c.Same++
		if ends[0].Class == Known {
			c.SameKnown++
		}
		return
	}
	c.Differences = append(c.Differences, d)
}

// ran reports whether the path ran. A skipped test did not.
func ran(r *Result) bool { return r != nil && (r.Class.OK() || r.Failed()) }

func passed(r *Result) bool { return r != nil && r.Class.OK() }

// change returns how the end of r differs from that of before. A path that is known has
// passed.
func change(before, r *Result) Change {
	switch {
	case !ran(before) && !ran(r):
		return ""
	case r == nil:
		return Gone
	case !ran(r):
		return NewlyUnavailable
	case r.Failed() && (!ran(before) || !before.Failed()):
		return NewlyFailing
	case !ran(before):
		return Appeared
	case r.Failed() && r.Class != before.Class:
		return FailsOtherwise
	case before.Failed() && !r.Failed():
		return NewlyPassing
	case showsMore(r, before):
		return NewlyKnown
	case showsMore(before, r):
		return Mended
	}
	return ""
}

// showsMore reports whether r shows a known deviation that other does not.
func showsMore(r, other *Result) bool {
	return slices.ContainsFunc(r.Deviations, func(d Deviation) bool {
		return !slices.ContainsFunc(other.Deviations, func(o Deviation) bool { return o.Name == d.Name })
	})
}

// slower reports whether the median of a path's times grew by more than the
// ratio and [minSlower], and every new time is above the old median.
func slower(before, after []time.Duration, ratio float64) bool {
	m, n := median(before), median(after)
	return n > m+minSlower && float64(n) > ratio*float64(m) && slices.Min(after) > m
}

// median returns the middle of the times, the lower of two for an even number.
func median(times []time.Duration) time.Duration {
	if len(times) == 0 {
		return 0
	}
	return slices.Sorted(slices.Values(times))[(len(times)-1)/2]
}

func outcomeOf(r *Result, times []time.Duration) Outcome {
	if r == nil {
		return Outcome{}
	}
	o := Outcome{Class: r.Class, Took: median(times)}
	if r.Class != Passed {
		o.Message = r.Message()
	}
	return o
}

// Worst returns the worst of the changes on any side.
func (d *Difference) Worst() Change {
	return slices.MinFunc(d.Changes, func(a, b Change) int { return cmp.Compare(severity(a), severity(b)) })
}

func severity(c Change) int {
	if i := slices.Index(Changes(), c); i >= 0 {
		return i
	}
	return len(Changes())
}
