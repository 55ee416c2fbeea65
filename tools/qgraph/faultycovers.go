package main

import (
	"regexp"
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/qgraph/faulty"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/transcript"
)

// covers are the known deviations of a path that can hide a fault from its test: what fails
// without a fault fails with one, too, and the path is known either way.
type covers struct {
	test  string
	names map[string]string   // of the deviations, by the step that they are declared for; "" is the whole test
	said  map[string][]string // by deviation, the messages of the failures that it explains without a fault
}

// newCovers returns the covers of a path that ran twice without a fault. A deviation that said
// something else the second time says nothing of a fault.
func newCovers(c candidate, first, second *results.Result) covers {
	k := covers{test: testOf(c), names: map[string]string{}, said: map[string][]string{}}
	for _, d := range c.path.Deviations(graph.Version{}) {
		// One that ends QEMU, or is about a complaint, explains no failed check.
		if !slices.Contains(c.known, d.Name) || d.Ends != graph.Continues || d.Complains != "" {
			continue
		}
		for _, p := range d.In {
			k.names[p.Step] = d.Name
		}
	}
	for _, d := range second.Deviations {
		said := timeless(d.Messages)
		if slices.ContainsFunc(first.Deviations, func(e results.Deviation) bool {
			return e.Name == d.Name && slices.Equal(timeless(e.Messages), said)
		}) {
			k.said[d.Name] = said
		}
	}
	return k
}

// of returns the deviation that hides a fault with which a path did not fail, if there is one.
func (k covers) of(run faultyRun) (faulty.Cover, bool) {
	if c, ok := k.byMessage(run.result); ok {
		return c, true
	}
	return k.byPlace(run.entries, run.proxy.Moments())
}

// someTime is a duration in a message: no two runs wait equally long.
var someTime = regexp.MustCompile(`[0-9.]+(ns|µs|ms|s)\b`)

// timeless returns messages without their durations.
func timeless(messages []string) []string {
	var all []string
	for _, text := range messages {
		all = append(all, someTime.ReplaceAllString(text, "…"))
	}
	return all
}

// byMessage returns the deviation that explains other failures than without a fault.
func (k covers) byMessage(r *results.Result) (faulty.Cover, bool) {
	for _, d := range r.Deviations {
		before, ok := k.said[d.Name]
		now := timeless(d.Messages)
		if !ok || slices.Equal(before, now) {
			continue
		}
		c := faulty.Cover{Test: k.test, Deviation: d.Name, Message: "a failure is missing"}
		if len(d.Steps) == 1 {
			c.Step = d.Steps[0]
		}
		if i := slices.IndexFunc(now, func(text string) bool { return !slices.Contains(before, text) }); i >= 0 {
			c.Message = d.Messages[i]
		}
		return c, true
	}
	return faulty.Cover{}, false
}

// byPlace returns a deviation of the steps in which a fault has changed something, unless it has
// changed something elsewhere, too.
func (k covers) byPlace(entries []transcript.Entry, moments []int) (c faulty.Cover, ok bool) {
	in := transcript.InSteps(entries)
	for _, n := range moments {
		if n < 0 || n >= len(in) {
			return faulty.Cover{}, false
		}
		if c, ok = k.at(in[n]); !ok {
			return faulty.Cover{}, false
		}
	}
	return c, ok
}

// at returns the deviation that is declared for a step, for one around it or for the whole
// test.
func (k covers) at(step string) (faulty.Cover, bool) {
	for title := step; ; title = transcript.Around(title) {
		if name, ok := k.names[title]; ok {
			return faulty.Cover{Test: k.test, Deviation: name, Step: title}, true
		}
		if title == "" {
			return faulty.Cover{}, false
		}
	}
}
