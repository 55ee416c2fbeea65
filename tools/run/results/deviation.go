package results

import (
	"cmp"
	"slices"
	"strings"
)

// Deviation is a declared deviation of QEMU that showed on a path.
type Deviation struct {
	Name     string   `json:"name"`
	Steps    []string `json:"steps,omitempty"`    // where it showed; none: outside of all steps
	Messages []string `json:"messages,omitempty"` // of the checks that failed
	Does     string   `json:"does"`               // what QEMU does
	Says     string   `json:"says"`               // what the specification says
	Clause   string   `json:"clause"`             // where it says so
	Report   string   `json:"report,omitempty"`   // the address of a report to QEMU's authors
	Lines    string   `json:"lines"`              // of the declaration, as in "tests/x/deviations.go:12-20"
}

// String returns the deviation's name and what QEMU does.
func (d *Deviation) String() string { return d.Name + ": " + d.Does }

// Reason returns the reason of a result that has these deviations.
func Reason(deviations []Deviation) string {
	var all []string
	for _, d := range deviations {
		all = append(all, d.String())
	}
	return strings.Join(all, "; ")
}

// Shown is a deviation with the number of paths that showed it.
type Shown struct {
	Deviation
	Paths int
}

// CountDeviations returns the deviations in the results, by name.
func CountDeviations(all []Result) []Shown {
	var list []Shown
	for i := range all {
		for _, d := range all[i].Deviations {
			at, seen := slices.BinarySearchFunc(list, d.Name, func(s Shown, name string) int { return cmp.Compare(s.Name, name) })
			if !seen {
				list = slices.Insert(list, at, Shown{Deviation: d})
			}
			list[at].Paths++
		}
	}
	return list
}
