package graph

// ByVersion is a value that differs between versions of QEMU, such as a default that
// has moved:
//
//	var specification = graph.ByVersion[Version]{
//		Value:   0x410,
//		Earlier: []graph.Earlier[Version]{{Until: "10.1", Value: 0x400, Why: "QEMU implemented UFS 4.0"}},
//	}
//
// It is for values that a specification leaves open. A value that contradicts one is a [Deviation].
type ByVersion[T any] struct {
	Value   T            // in the newest version
	Earlier []Earlier[T] // the newest first
}

// Earlier is the value of a [ByVersion] in older versions of QEMU.
type Earlier[T any] struct {
	Until string // the first version that has the next newer value, as in "11.1"
	Value T
	Why   string // how the older version differs, as a sentence without its full stop
}

// On returns the value on a QEMU of version v; the zero Version stands for the newest.
// It panics if an Until is no version.
func (b ByVersion[T]) On(v Version) T {
	value := b.Value
	if v == (Version{}) {
		return value
	}
	for _, e := range b.Earlier {
		until, err := ParseVersion(e.Until)
		if err != nil {
			panic(err)
		}
		if !v.Before(until) {
			break
		}
		value = e.Value
	}
	return value
}
