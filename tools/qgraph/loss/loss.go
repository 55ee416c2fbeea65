package loss

import (
	"bytes"
	"fmt"

	"github.com/qgraph/qgraph/libqos/protocol/vmstate"
)

// Loss is the loss of a value: of a number, of an element of an array, or of neighbouring
// bytes in a buffer.
type Loss struct {
	vmstate.Difference        // between the state after power-on, and the state when the machine moves
	initial            []byte // the value after power-on
}

// Between returns the losses of a machine that had the state before after power-on, and has
// the state now when it moves: one for each value that differs. A value that the state
// after power-on has not is lost to zeros, unless it is zero. RAM does not count.
func Between(before, now *vmstate.Stream) []Loss {
	var list []Loss
	add := func(d vmstate.Difference, initial []byte) {
		list = append(list, Loss{d, initial})
	}
	for _, d := range vmstate.CompareAll(before, now) {
		at := place{d.Device, d.Instance, d.Section, d.Field}
		switch {
		case d.Device == "" || d.B == vmstate.Absent:
		case d.Field == "" && d.A == vmstate.Absent:
			at.field = anyField
			for f := range at.fields(now) {
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

// Alter returns the stream with the value lost. The stream must have the value; it stays as
// it is otherwise.
func (l Loss) Alter(stream []byte) ([]byte, error) {
	parsed, err := vmstate.Parse(stream)
	if err != nil {
		return nil, fmt.Errorf("loss: %w", err)
	}
	value := valueOf(parsed, l.Difference)
	if len(value) != len(l.initial) {
		return nil, fmt.Errorf("loss: %v: the stream has %d bytes of it, want %d", l, len(value), len(l.initial))
	}
	copy(value, l.initial) // the fields refer to the stream
	return stream, nil
}

// place is where a value is.
type place struct {
	device   string
	instance uint32
	section  string
	field    string
}

// anyField is the field of a place that stands for all of its section.
const anyField = ""

// fields returns the fields at a place, an array in as many parts as the stream has it.
func (p place) fields(s *vmstate.Stream) func(func(vmstate.Field) bool) {
	return func(yield func(vmstate.Field) bool) {
		for _, section := range s.Sections {
			if section.Device != p.device || section.Instance != p.instance {
				continue
			}
			for _, f := range section.Fields {
				if f.Section == p.section && (p.field == anyField || f.Name == p.field) && !yield(f) {
					return
				}
			}
		}
	}
}

// valueOf returns the bytes of a stream that a difference is about, nil if it has none.
func valueOf(s *vmstate.Stream, d vmstate.Difference) []byte {
	for f := range (place{d.Device, d.Instance, d.Section, d.Field}).fields(s) {
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
