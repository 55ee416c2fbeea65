package genericsuite

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/snapshot"
)

// remain says what remains in registers of a device over a reset of the machine.
type remain struct {
	name   string // of the deviation
	device string // QEMU's type of it, "" if the region belongs to none
	region string // a regular expression for the whole name of the region, "" for each region of the device
	words  string // offsets of words in the region, and ranges of them, in hexadecimal: "0-8 18"; "" for all
	what   string // the registers, by the manual's names
	right  bool   // by the clause they keep what they have
	clause graph.Clause
}

// deviation returns the deviation, if it is not right.
func (r *remain) deviation() graph.Deviation {
	return graph.Tabled(r.name, graph.Deviation{
		In: []graph.Place{{Step: r.name}}, Part: r.part(),
		Does:   fmt.Sprintf("A reset does not give %s the initial value.", r.what),
		Says:   "A reset of the machine puts each device into the state that it has when QEMU starts.",
		Clause: r.clause,
	})
}

// part returns the device's name, or the region's.
func (r *remain) part() string {
	if r.device != "" {
		return r.device
	}
	return r.region
}

// has reports whether a word is one of these registers. The types of the regions' owners are
// known by their paths.
func (r *remain) has(d snapshot.Difference, types map[string]string) bool {
	if r.device != "" && types[pathOf(d.Range.Owner)] != r.device {
		return false
	}
	return matches(r.region, d.Range.Region) && r.hasWord(d.InRegion())
}

// matches reports whether an expression matches the whole of a text. The empty one matches
// all.
func matches(expression, text string) bool {
	return expression == "" || regexp.MustCompile("^(?:"+expression+")$").MatchString(text)
}

// span is a part of a region, from an offset to another, both included.
type span struct{ from, to uint64 }

// spans returns the words.
func (r *remain) spans() ([]span, error) {
	var list []span
	for text := range strings.FieldsSeq(r.words) {
		first, last, isRange := strings.Cut(text, "-")
		if !isRange {
			last = first
		}
		from, err := strconv.ParseUint(first, 16, 64)
		to, err2 := strconv.ParseUint(last, 16, 64)
		if err := errors.Join(err, err2); err != nil || from > to {
			return nil, fmt.Errorf("%q is no range of offsets: %w", text, err)
		}
		list = append(list, span{from, to})
	}
	return list, nil
}

// hasWord reports whether the word at an offset is one of these registers. A unit test reads
// all rows.
func (r *remain) hasWord(at uint64) bool {
	list, _ := r.spans()
	return r.words == "" || slices.ContainsFunc(list, func(s span) bool { return s.from <= at && at <= s.to })
}
