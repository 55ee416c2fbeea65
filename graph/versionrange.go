package graph

import (
	"fmt"
	"slices"
	"strings"
)

// VersionRange is a range of versions of QEMU.
type VersionRange struct {
	Since string // the first version; "": all older ones too
	Until string // the first version that is not in the range any more; "": all newer ones too
}

// String returns the range in words.
func (r VersionRange) String() string {
	switch {
	case r.Since == "" && r.Until == "":
		return "all versions"
	case r.Since == "":
		return "before " + r.Until
	case r.Until == "":
		return r.Since + " and later"
	}
	return "from " + r.Since + ", before " + r.Until
}

// has reports whether a version is in the range. A bad range, which Validate reports,
// has none.
func (r VersionRange) has(v Version) bool {
	if r.check() != nil {
		return false
	}
	since, _ := ParseVersion(r.Since)
	until, _ := ParseVersion(r.Until)
	return !v.Before(since) && (r.Until == "" || v.Before(until))
}

// inOne reports whether a version is in one of the ranges, or whether there are none.
func inOne(ranges []VersionRange, v Version) bool {
	return len(ranges) == 0 || slices.ContainsFunc(ranges, func(r VersionRange) bool { return r.has(v) })
}

// inWords returns all ranges in words.
func inWords(ranges []VersionRange) string {
	if len(ranges) == 0 {
		return VersionRange{}.String()
	}
	var all []string
	for _, r := range ranges {
		all = append(all, r.String())
	}
	return strings.Join(all, "; ")
}

// starts returns the versions with which the ranges begin: the oldest one that is in some
// ranges and in others is among these. It returns false if a bound is wrong.
func starts(ranges ...[]VersionRange) (first []Version, ok bool) {
	first = []Version{{}}
	for _, r := range slices.Concat(ranges...) {
		since, err := ParseVersion(r.Since)
		if r.Since != "" && err != nil {
			return nil, false
		}
		first = append(first, since)
	}
	return first, true
}

// check returns the first error in the range.
func (r VersionRange) check() error {
	var bounds [2]Version
	for i, text := range []string{r.Since, r.Until} {
		if text == "" {
			continue
		}
		v, err := ParseVersion(text)
		if err != nil {
			return err
		}
		bounds[i] = v
	}
	if r.Until != "" && !bounds[0].Before(bounds[1]) {
		return fmt.Errorf("no version is in the range since %q until %q", r.Since, r.Until)
	}
	return nil
}
