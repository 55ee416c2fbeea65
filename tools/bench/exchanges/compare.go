package exchanges

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A path may take a fifth more than the list says, plus a few exchanges: if a
// device works in threads of its own, a poll more or less is chance.
const (
	tolerance = 5 // the part of a figure that it may grow by: 1/5
	slack     = 50
)

// Difference holds the differences between the paths that ran and the list.
type Difference struct {
	Grown    []string // a line each: the old and the new figure
	Shrunk   []string // likewise, of paths that now take much less
	Unlisted []string // paths that ran and are not in the list
}

// Compare returns how the paths that ran differ from the list. Paths of the list
// that did not run do not count: another QEMU may not have them.
func (l List) Compare(ran List) Difference {
	var d Difference
	for _, path := range slices.Sorted(maps.Keys(ran)) {
		want, listed := l[path]
		if !listed {
			d.Unlisted = append(d.Unlisted, path)
			continue
		}
		d.add(path, "commands", want.Commands, ran[path].Commands)
		d.add(path, "waits", want.Waited, ran[path].Waited)
	}
	return d
}

func (d *Difference) add(path, unit string, want, got int) {
	line := fmt.Sprintf("%s: got %d %s, want %d", path, got, unit, want)
	switch {
	case got > want+want/tolerance+slack:
		d.Grown = append(d.Grown, line)
	case want > got+got/tolerance+slack:
		d.Shrunk = append(d.Shrunk, line)
	}
}

// Err returns an error that names each path that grew or is not in the list, nil
// if there is none.
func (d Difference) Err() error {
	var b strings.Builder
	for _, line := range d.Grown {
		fmt.Fprintf(&b, "\n  %s", line)
	}
	for _, path := range d.Unlisted {
		fmt.Fprintf(&b, "\n  %s: not in the list", path)
	}
	if b.Len() == 0 {
		return nil
	}
	return fmt.Errorf("these paths take more exchanges with QEMU than before; mend them, or refresh the list "+
		"(go run ./tools/bench exchanges --update):%s", b.String())
}
