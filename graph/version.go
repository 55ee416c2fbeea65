package graph

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// Version is a version of QEMU. A development version has a micro number from 50 on,
// as in 11.1.50: it comes after the releases of 11.1 and before 11.2.0. The zero
// Version is that of a QEMU which has not told it.
type Version struct{ Major, Minor, Micro int }

// ParseVersion reads a version of one to three numbers, as in "7.2.22", "11.1" and
// "11"; missing ones are 0.
func ParseVersion(text string) (Version, error) {
	words := strings.Split(text, ".")
	var numbers [3]int
	if len(words) > len(numbers) {
		return Version{}, fmt.Errorf("graph: version %q: want at most three numbers", text)
	}
	for i, word := range words {
		n, err := strconv.ParseUint(word, 10, 16)
		if err != nil {
			return Version{}, fmt.Errorf("graph: version %q: want numbers with dots between them, as in 11.1.2", text)
		}
		numbers[i] = int(n)
	}
	return Version{numbers[0], numbers[1], numbers[2]}, nil
}

// String returns the version with its three numbers, as in "11.1.2".
func (v Version) String() string { return fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Micro) }

// Compare is negative if v is older than w, 0 if they are the same, positive if v is
// newer.
func (v Version) Compare(w Version) int {
	return cmp.Or(cmp.Compare(v.Major, w.Major), cmp.Compare(v.Minor, w.Minor), cmp.Compare(v.Micro, w.Micro))
}

// Before reports whether v is older than w.
func (v Version) Before(w Version) bool { return v.Compare(w) < 0 }
