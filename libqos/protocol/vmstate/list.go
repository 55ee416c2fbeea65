package vmstate

import (
	"fmt"
)

// Before each element of a list is a byte of one, after the last one a zero.
const (
	listElement = 1
	listEnd     = 0
)

// list reads a list of structures.
func (w *walker) list(elements []*structure, name string) error {
	for i, e := range elements {
		if err := w.mark(listElement); err != nil {
			return err
		}
		if err := w.structure(e, fmt.Sprintf("%s[%d].", name, i)); err != nil {
			return err
		}
	}
	return w.mark(listEnd)
}

// tree reads a tree: the number of its nodes, then a list of keys and values. The description has a structure for each value,
// and before it one for the key, unless the keys are numbers of 64 bits.
func (w *walker) tree(elements []*structure, name string) error {
	nodes, err := w.u32()
	if err != nil {
		return err
	}
	numbers := uint64(nodes) == uint64(len(elements))
	if !numbers && 2*uint64(nodes) != uint64(len(elements)) {
		return w.errorf("%d nodes, the description has %d structures", nodes, len(elements))
	}
	for i := range int(nodes) {
		if err := w.mark(listElement); err != nil {
			return err
		}
		key, value := fmt.Sprintf("%s[%d].key", name, i), fmt.Sprintf("%s[%d].value.", name, i)
		if numbers {
			if err := w.oneField(fieldDescription{name: key, typ: "uint64", size: 8, count: 1, index: NoIndex}, ""); err != nil {
				return err
			}
		} else {
			if err := w.structure(elements[0], key+"."); err != nil {
				return err
			}
			elements = elements[1:]
		}
		if err := w.structure(elements[0], value); err != nil {
			return err
		}
		elements = elements[1:]
	}
	return w.mark(listEnd)
}

// mark reads a mark of a list.
func (w *walker) mark(want uint8) error {
	got, err := w.u8()
	if err == nil && got != want {
		w.at--
		return w.errorf("mark %#x in a list, want %#x", got, want)
	}
	return err
}
