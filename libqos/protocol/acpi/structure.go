package acpi

import "fmt"

// Structure is a part of a table that begins with its type and its length.
type Structure struct {
	Type  uint64
	Bytes []byte
}

// Int returns a number of size bytes at an offset; 0 if the structure ends before.
func (s Structure) Int(offset, size int) uint64 { return number(s.Bytes, offset, size) }

// layout says how the structures of a table begin.
type layout struct {
	first      int // offset of the first one in the table
	typeSize   int // of the type, which comes first
	length     int // offset of the length
	lengthSize int
	sizes      map[uint64][]int // the lengths that a type can have; none: any
}

// layouts are those of the tables that consist of structures.
func layouts() map[string]layout {
	return map[string]layout{
		"APIC": {44, 1, 1, 1, madtSizes()},
		"SRAT": {48, 1, 1, 1, map[uint64][]int{0: {16}, 1: {40}, 2: {24}, 3: {18}, 4: {12}, 5: {32}, 6: {32}}},
		"PPTT": {headerSize, 1, 1, 1, nil},
		"HMAT": {40, 2, 4, 4, map[uint64][]int{0: {40}}},
		"DMAR": {48, 2, 2, 2, nil},
		"IVRS": {48, 1, 2, 2, nil},
		"IORT": {48, 1, 1, 2, nil},
		"RHCT": {56, 2, 2, 2, nil},
		"VIOT": {48, 1, 2, 2, map[uint64][]int{1: {24}, 2: {16}, 3: {16}, 4: {16}}},
		"NFIT": {40, 2, 2, 2, nil},
		"CEDT": {headerSize, 1, 2, 2, nil},
	}
}

// madtSizes are the lengths of interrupt controller structures (section 5.2.12).
func madtSizes() map[uint64][]int {
	return map[uint64][]int{
		0: {8}, 1: {12}, 2: {10}, 3: {8}, 4: {6}, 5: {12}, 6: {16}, 9: {16}, 10: {12}, 11: {76, 80, 82}, 12: {24},
		13: {24}, 14: {16, 20}, 15: {20}, 17: {15}, 20: {13}, 21: {19}, 22: {17}, 24: {20, 36}, 25: {16}, 26: {36}, 27: {36},
	}
}

// Structures returns the structures of a table that consists of them. Its error wraps
// [ErrTable].
func (t Table) Structures() ([]Structure, error) {
	l, ok := layouts()[t.Signature()]
	if !ok || len(t.Bytes) < l.first {
		return nil, fmt.Errorf("%w: %s with %d bytes has no structures", ErrTable, t.Signature(), len(t.Bytes))
	}
	var all []Structure
	for p := t.Bytes[l.first:]; len(p) > 0; {
		n := int(number(p, l.length, l.lengthSize))
		if n < l.length+l.lengthSize || n > len(p) {
			return nil, fmt.Errorf("%w: %s: structure %d has a length of %d, and the table has %d more bytes", ErrTable, t.Signature(), len(all), n, len(p))
		}
		s := Structure{number(p, 0, l.typeSize), p[:n]}
		if err := l.size(s); err != nil {
			return nil, fmt.Errorf("%w: %s: structure %d: %w", ErrTable, t.Signature(), len(all), err)
		}
		all = append(all, s)
		p = p[n:]
	}
	return all, nil
}

// size checks a structure's length.
func (l layout) size(s Structure) error {
	want, ok := l.sizes[s.Type]
	if !ok {
		return nil
	}
	for _, n := range want {
		if n == len(s.Bytes) {
			return nil
		}
	}
	return fmt.Errorf("type %d has a length of %d, want one of %v", s.Type, len(s.Bytes), want)
}

// Of returns the structures of one of the types.
func Of(all []Structure, types ...uint64) []Structure {
	var some []Structure
	for _, s := range all {
		for _, typ := range types {
			if s.Type == typ {
				some = append(some, s)
			}
		}
	}
	return some
}
