package report

import (
	"strings"

	"github.com/qgraph/qgraph/tools/run/results"
)

// known is a known deviation of QEMU, with the paths that showed it.
type known struct {
	results.Deviation
	Messages string // of the first path
	N        int
	Paths    []string
	More     int // number of paths that are not named
}

// knownOf returns the deviations in the results, by name.
func knownOf(all []results.Result) []known {
	var list []known
	for _, s := range results.CountDeviations(all) {
		k := known{Deviation: s.Deviation, N: s.Paths, Messages: results.Visible(strings.Join(s.Messages, "\n"))}
		for _, r := range all {
			for _, d := range r.Deviations {
				if d.Name == k.Name && len(k.Paths) < maxPaths {
					k.Paths = append(k.Paths, r.Path)
				}
			}
		}
		k.More = k.N - len(k.Paths)
		list = append(list, k)
	}
	return list
}
