package loss

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/libqos/protocol/vmstate"
)

// Loss is the loss of a field: of all of its elements, if it is an array or a buffer, that
// differ from those after power-on.
type Loss struct {
	place
	Values []Value
}

// Value is a number, an element of an array, or neighbouring bytes in a buffer.
type Value struct {
	vmstate.Difference        // between the state after power-on, and the state when the machine moves
	initial            []byte // the value after power-on
}

// String returns the place and the values.
func (l Loss) String() string {
	text := l.Values[0].String()
	if more := len(l.Values) - 1; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// clocks is the part of the state with QEMU's own clocks.
const clocks = "timer"

// Between returns the losses of a machine that had the state before after power-on, and has
// the state now when it moves: one for each field that differs. A value that the state
// after power-on has not is lost to zeros, unless it is zero. RAM does not count, nor do
// QEMU's own clocks.
func Between(before, now *vmstate.Stream) []Loss {
	var list []Loss
	add := func(d vmstate.Difference, initial []byte) {
		at := placeOf(d)
		i := slices.IndexFunc(list, func(l Loss) bool { return l.place == at })
		if i < 0 {
			i = len(list)
			list = append(list, Loss{place: at})
		}
		list[i].Values = append(list[i].Values, Value{d, initial})
	}
	for _, d := range vmstate.CompareAll(before, now) {
		switch {
		case d.Device == "" || d.Device == clocks || d.B == vmstate.Absent:
		case d.Field == "" && d.A == vmstate.Absent:
			for f := range placeOf(d).fields(now) {
				for i, raw := range f.Elements() {
					if len(bytes.Trim(raw, "\x00")) > 0 {
						one := d
						one.Field, one.Index, one.B = f.Name, i, vmstate.Value(f.Type, raw)
						add(one, make([]byte, len(raw)))
					}
				}
			}
		case d.Field == "":
		default:
			raw := valueOf(now, d)
			if raw == nil {
				continue
			}
			initial := valueOf(before, d)
			if len(initial) != len(raw) {
				initial = make([]byte, len(raw))
			}
			if !bytes.Equal(initial, raw) {
				add(d, initial)
			}
		}
	}
	return list
}

// Alter returns the stream with the field lost. The stream must have its values; it stays as
// it is otherwise.
func (l Loss) Alter(stream []byte) ([]byte, error) {
	parsed, err := vmstate.Parse(stream)
	if err != nil {
		return nil, fmt.Errorf("loss: %w", err)
	}
	for _, v := range l.Values {
		raw := valueOf(parsed, v.Difference)
		if len(raw) != len(v.initial) {
			return nil, fmt.Errorf("loss: %v: the stream has %d bytes of it, want %d", v, len(raw), len(v.initial))
		}
		copy(raw, v.initial) // the fields refer to the stream
	}
	return stream, nil
}

// place is where a field is. One without a field is the whole section.
type place struct {
	Device   string
	Instance uint32
	Section  string
	Field    string
}

func placeOf(d vmstate.Difference) place { return place{d.Device, d.Instance, d.Section, d.Field} }

// fields returns the fields at a place, an array in as many parts as the stream has it.
func (p place) fields(s *vmstate.Stream) func(func(vmstate.Field) bool) {
	return func(yield func(vmstate.Field) bool) {
		for _, section := range s.Sections {
			if section.Device != p.Device || section.Instance != p.Instance {
				continue
			}
			for _, f := range section.Fields {
				if f.Section == p.Section && (p.Field == "" || f.Name == p.Field) && !yield(f) {
					return
				}
			}
		}
	}
}

// valueOf returns the bytes of a stream that a difference is about, nil if it has none.
func valueOf(s *vmstate.Stream, d vmstate.Difference) []byte {
	for f := range placeOf(d).fields(s) {
		if d.Bytes > 0 { // in a buffer
			if end := d.Index + d.Bytes; end <= len(f.Raw) {
				return f.Raw[d.Index:end]
			}
			return nil
		}
		for i, raw := range f.Elements() {
			if i == d.Index {
				return raw
			}
		}
	}
	return nil
}
