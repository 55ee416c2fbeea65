package graph

import "fmt"

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
