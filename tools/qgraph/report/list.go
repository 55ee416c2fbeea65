package report

import (
	"cmp"
	"slices"

	"github.com/qgraph/qgraph/tools/run/results"
)

// reason is why paths were skipped or are unavailable.
type reason struct {
	Class results.Class
	Text  string
	N     int
	Paths []string
	More  int // number of paths that are not named
}

// maxPaths is the number of paths that a reason names; the list has them all.
const maxPaths = 20

// noReason is the text for a missing reason.
const noReason = "no reason was given"

func reasonsOf(all []results.Result) []reason {
	type key struct {
		class results.Class
		text  string
	}
	index := map[key]int{}
	var list []reason
	for _, r := range all {
		if r.Failed() || r.Class.OK() {
			continue
		}
		k := key{r.Class, cmp.Or(results.Visible(r.Reason), noReason)}
		i, ok := index[k]
		if !ok {
			i = len(list)
			index[k] = i
			list = append(list, reason{Class: k.class, Text: k.text})
		}
		list[i].N++
		if len(list[i].Paths) < maxPaths {
			list[i].Paths = append(list[i].Paths, r.Path)
		} else {
			list[i].More++
		}
	}
	order := []results.Class{results.Interrupted, results.Skipped, results.Unavailable}
	slices.SortStableFunc(list, func(a, b reason) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Class), slices.Index(order, b.Class)), cmp.Compare(b.N, a.N), cmp.Compare(a.Text, b.Text))
	})
	return list
}

// data is the list of all paths for the page's script, which shows parts of it.
type data struct {
	Classes []results.Class `json:"classes"`
	Colours []string        `json:"colours"`
	Texts   []string        `json:"texts"` // reasons and first messages, each once
	Paths   []entry         `json:"paths"`
}

// entry is one path. Its names are short: there are thousands of them.
type entry struct {
	Path    string `json:"p"`
	Machine string `json:"m"`
	Suite   string `json:"s"`
	Family  string `json:"y,omitempty"`
	Class   int    `json:"c"`           // in Classes
	Text    int    `json:"t"`           // in Texts
	Millis  int64  `json:"d"`           // milliseconds
	Details int    `json:"f,omitempty"` // the failure's ID
	Cached  int    `json:"k,omitempty"` // 1: it did not run again
}

func newData(in *Input, f failures) data {
	all := in.Results
	d := data{Classes: classes(all), Texts: []string{""}}
	for _, c := range d.Classes {
		d.Colours = append(d.Colours, colour(c))
	}
	texts := map[string]int{"": 0}
	for i := range all {
		r := &all[i]
		text := ""
		switch {
		case r.Failed():
			text = r.Message()
		case r.Class != results.Passed:
			text = cmp.Or(results.Visible(r.Reason), noReason)
		case r.Attempts > 1:
			text = "flaky: " + r.Message()
		}
		if _, ok := texts[text]; !ok {
			texts[text] = len(d.Texts)
			d.Texts = append(d.Texts, text)
		}
		p := results.Split(r.Path)
		e := entry{
			Path: r.Path, Machine: p.Machine, Suite: p.Suite, Class: slices.Index(d.Classes, r.Class), Text: texts[text],
			Millis: r.Duration.Milliseconds(), Details: f.ids[r.Path],
		}
		if len(in.Families) > 0 {
			e.Family = in.family(r.Path).key()
		}
		if r.Cached {
			e.Cached = 1
		}
		d.Paths = append(d.Paths, e)
	}
	return d
}
