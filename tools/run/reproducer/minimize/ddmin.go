package minimize

import "slices"

// ddmin returns the items of a list that are left when no single one can be left out: fails
// reports whether QEMU still ends as before with fewer of them.
func ddmin[T any](items []T, fails func([]T) bool) []T {
	if len(items) == 0 || fails(nil) {
		return nil
	}
	for parts := 2; len(items) > 1; {
		shorter, ok := without(items, parts, fails)
		switch {
		case ok:
			items = shorter
			parts = max(2, parts-1)
		case parts >= len(items):
			return items
		default:
			parts = min(len(items), 2*parts)
		}
	}
	return items
}

// without tries the items without one of that many parts of them, the last part first: what
// comes late in a reproducer is most often not needed before its end.
func without[T any](items []T, parts int, fails func([]T) bool) ([]T, bool) {
	for i := parts - 1; i >= 0; i-- {
		begin, end := i*len(items)/parts, (i+1)*len(items)/parts
		shorter := slices.Concat(items[:begin], items[end:])
		if fails(shorter) {
			return shorter, true
		}
	}
	return nil, false
}
