package results

import (
	"maps"
	"slices"
)

// Clocks returns who moved the virtual clocks of the paths that ran, sorted, each once:
// see [Result.Clock].
func Clocks(all []Result) []string {
	clocks := map[string]bool{}
	for _, r := range all {
		if r.Clock != "" {
			clocks[r.Clock] = true
		}
	}
	return slices.Sorted(maps.Keys(clocks))
}
