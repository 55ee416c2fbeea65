package vmstate

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
)

// reader makes descriptions of JSON values. It keeps the first error.
type reader struct{ err error }

func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, args...)
	}
}

func (r *reader) unknown(key, in string) { r.fail("%s has an unknown member %q", in, key) }

func (r *reader) object(value any, what string) object {
	o, ok := value.(object)
	if !ok {
		r.fail("%s is no object", what)
	}
	return o
}

func (r *reader) list(m member) []any {
	list, ok := m.value.([]any)
	if !ok {
		r.fail("%q is no array", m.key)
	}
	return list
}

func (r *reader) text(m member) string {
	text, ok := m.value.(string)
	if !ok {
		r.fail("%q is no string", m.key)
	}
	return text
}

// number returns a member that is a number which an int can hold.
func (r *reader) count(m member) uint64 {
	n, _ := m.value.(json.Number)
	v, err := strconv.ParseUint(n.String(), 10, 63)
	if err != nil || v > math.MaxInt {
		r.fail("%q: %v is no count", m.key, m.value)
		return 0
	}
	return v
}

// device returns the description of a device's section.
func (r *reader) device(value any) *deviceDescription {
	d := &deviceDescription{legacy: true}
	var rest object
	for _, m := range r.object(value, "device") {
		switch m.key {
		case "name":
			d.device = r.text(m)
		case "instance_id":
			d.instance = r.count(m)
		case "size": // of a legacy device's only field, which has it too
			r.count(m)
		case "vmsd_name":
			d.legacy = false
			rest = append(rest, m)
		default:
			rest = append(rest, m)
		}
	}
	d.structure = *r.structure(rest, "device "+d.device)
	if d.legacy {
		d.name = d.device
	}
	if d.name == "" {
		r.fail("device %q has no name", d.device)
	}
	return d
}

// structure returns the description of a section, a subsection or a structure.
func (r *reader) structure(value any, what string) *structure {
	s := &structure{}
	for _, m := range r.object(value, what) {
		r.part(s, m, what)
	}
	enumerate(s.fields)
	return s
}

// part takes a member of a structure's description.
func (r *reader) part(s *structure, m member, what string) {
	switch m.key {
	case "vmsd_name":
		s.name = r.text(m)
	case "version":
		s.version = r.count(m)
	case "fields":
		for _, v := range r.list(m) {
			s.fields = append(s.fields, r.field(v))
		}
	case "subsections":
		for _, v := range r.list(m) {
			s.subsections = append(s.subsections, r.structure(v, "a subsection of "+s.name))
		}
	default:
		r.unknown(m.key, what)
	}
}

// field returns the description of a field.
func (r *reader) field(value any) fieldDescription {
	f := fieldDescription{count: 1, index: NoIndex}
	var element *structure
	for _, m := range r.object(value, "field") {
		switch m.key {
		case "name":
			f.name = r.text(m)
		case "type":
			f.typ = r.text(m)
		case "size":
			f.size = r.count(m)
		case "array_len":
			f.array, f.count = true, r.count(m)
		case "index":
			f.array, f.index = true, int(r.count(m))
		case "struct":
			f.inner = r.structure(m.value, "the structure of "+f.name)
		case "vmsd_name":
			element = &structure{}
			f.elements = append(f.elements, element)
			r.part(element, m, f.name)
		default:
			if element == nil {
				r.unknown(m.key, "field "+f.name)
				continue
			}
			r.part(element, m, "field "+f.name)
		}
	}
	for _, e := range f.elements {
		enumerate(e.fields)
	}
	switch {
	case f.name == "":
		r.fail("a field of the type %q has no name", f.typ)
	case (f.typ == "struct") != (f.inner != nil), f.inner != nil && f.elements != nil:
		r.fail("field %s of the type %q has another type's description", f.name, f.typ)
	case f.array && f.elements != nil:
		r.fail("field %s of the type %q is an array", f.name, f.typ)
	}
	return f
}

// enumerate gives the fields of one name, which are the elements of an array, their indices.
func enumerate(fields []fieldDescription) {
	times, next := map[string]int{}, map[string]int{}
	for _, f := range fields {
		times[f.name]++
	}
	for i := range fields {
		f := &fields[i]
		if times[f.name] == 1 && !f.array {
			continue
		}
		if f.index == NoIndex {
			f.index = next[f.name]
		}
		next[f.name] = f.index + int(f.count)
	}
}
