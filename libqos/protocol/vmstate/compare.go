package vmstate

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// Compare returns the values that two streams do not agree about, in the order of a, without
// those that are [Volatile].
func Compare(a, b *Stream) []Difference {
	return slices.DeleteFunc(CompareAll(a, b), func(d Difference) bool { return Volatile(d) != "" })
}

// CompareAll returns all values that two streams do not agree about, in the order of a.
func CompareAll(a, b *Stream) []Difference {
	c := comparison{}
	if a.Machine != b.Machine {
		c.add(Difference{Device: configurationDevice, Section: configurationDevice, Field: "name", Index: NoIndex, A: a.Machine, B: b.Machine})
	}
	c.ram(a.RAM, b.RAM)
	of, to := byDevice(a), byDevice(b)
	inBoth(of.names, to.names, func(key deviceKey, inA, inB bool) {
		c.device, c.instance = key.name, key.instance
		switch {
		case !inB:
			c.whole("", present, Absent)
		case !inA:
			c.whole("", Absent, present)
		default:
			c.sections(of.sections[key], to.sections[key])
		}
	})
	return c.found
}

// comparison collects the differences of two streams.
type comparison struct {
	device   string
	instance uint32
	found    []Difference
}

func (c *comparison) add(d Difference) { c.found = append(c.found, d) }

// whole adds a difference about the device or a section of it.
func (c *comparison) whole(section, a, b string) {
	c.add(Difference{Device: c.device, Instance: c.instance, Section: section, Index: NoIndex, A: a, B: b})
}

// deviceKey names a device.
type deviceKey struct {
	name     string
	instance uint32
}

// devices has the sections of a stream by device.
type devices struct {
	names    []deviceKey // in the stream's order
	sections map[deviceKey][]*Section
}

func byDevice(s *Stream) devices {
	d := devices{sections: map[deviceKey][]*Section{}}
	for _, section := range s.Devices() { // the RAM is compared by its blocks
		key := deviceKey{section.Device, section.Instance}
		if d.sections[key] == nil {
			d.names = append(d.names, key)
		}
		d.sections[key] = append(d.sections[key], section)
	}
	return d
}

// inBoth calls f for each of a, then for what only b has, with the lists that have it.
func inBoth[K comparable](a, b []K, f func(key K, inA, inB bool)) {
	of, to := map[K]bool{}, map[K]bool{}
	for _, k := range a {
		of[k] = true
	}
	for _, k := range b {
		to[k] = true
	}
	for _, k := range a {
		f(k, true, to[k])
	}
	for _, k := range b {
		if !of[k] {
			f(k, false, true)
		}
	}
}

// sections compares the sections of a device.
func (c *comparison) sections(a, b []*Section) {
	described := func(s *Section) bool { return s.Described() }
	if contents[a[0].Device] != nil || !slices.ContainsFunc(a, described) || !slices.ContainsFunc(b, described) {
		c.raw(a, b)
		return
	}
	of, to := a[0], b[0] // a device with a description has one section
	if of.Device == configurationDevice && len(of.Raw)+len(to.Raw) > 0 {
		return // of one, only the machine's name is known
	}
	if of.Version != to.Version {
		c.whole(of.Name, fmt.Sprintf("version %d", of.Version), fmt.Sprintf("version %d", to.Version))
	}
	c.subsections(of, to)
	c.fields(of, to)
}

// raw compares what a device has saved in as many sections as it needed. A part of zeros says that there was nothing to save.
func (c *comparison) raw(a, b []*Section) {
	join := func(list []*Section) []byte {
		var all []byte
		for _, s := range list {
			content := s.content()
			if s.Kind == First || s.Kind == Full || len(bytes.Trim(content, "\x00")) > 0 {
				all = append(all, content...)
			}
		}
		return all
	}
	c.lump(c.device, "state", join(a), join(b))
}

// subsections compares the subsections that are there, and their versions.
func (c *comparison) subsections(a, b *Section) {
	index := func(s *Section) ([]string, map[string]string) {
		var names []string
		versions := map[string]string{}
		for _, sub := range s.Subsections {
			text := fmt.Sprintf("version %d", sub.Version)
			if versions[sub.Name] == "" {
				names = append(names, sub.Name)
			} else {
				text = versions[sub.Name] + ", " + text
			}
			versions[sub.Name] = text
		}
		return names, versions
	}
	ofNames, of := index(a)
	toNames, to := index(b)
	inBoth(ofNames, toNames, func(name string, _, _ bool) {
		if of[name] != to[name] {
			c.whole(name, cmp.Or(of[name], Absent), cmp.Or(to[name], Absent))
		}
	})
}

// fieldKey names the fields of one name in a section: an array may be several.
type fieldKey struct{ section, name string }

func byName(s *Section) (names []fieldKey, fields map[fieldKey][]Field) {
	fields = map[fieldKey][]Field{}
	for _, f := range s.Fields {
		key := fieldKey{f.Section, f.Name}
		if fields[key] == nil {
			names = append(names, key)
		}
		fields[key] = append(fields[key], f)
	}
	return names, fields
}

// fields compares the fields of a section. A subsection that one stream lacks is a difference already, without its fields.
func (c *comparison) fields(a, b *Section) {
	ofNames, of := byName(a)
	toNames, to := byName(b)
	inBoth(ofNames, toNames, func(key fieldKey, inA, inB bool) {
		switch {
		case a.Device == configurationDevice && key.section == a.Name: // the name of the machine, and its length
		case inA && inB:
			c.field(of[key], to[key])
		case inA && has(b, key.section):
			c.element(key, NoIndex, of[key][0].Value(), Absent)
		case inB && has(a, key.section):
			c.element(key, NoIndex, Absent, to[key][0].Value())
		}
	})
}

// has reports whether the section is, or has, the named section or subsection.
func has(s *Section, name string) bool {
	return s.Name == name || slices.ContainsFunc(s.Subsections, func(sub Subsection) bool { return sub.Name == name })
}

// field compares the fields of one name.
func (c *comparison) field(a, b []Field) {
	same := func(x, y Field) bool { return x.Index == y.Index && x.Size == y.Size && bytes.Equal(x.Raw, y.Raw) }
	if slices.EqualFunc(a, b, same) {
		return
	}
	key := fieldKey{a[0].Section, a[0].Name}
	of, to := elementsOf(a), elementsOf(b)
	for _, i := range slices.Sorted(maps.Keys(of)) {
		x, y := of[i], to[i]
		switch {
		case y == nil:
			c.element(key, i, x.value(), Absent)
		case x.isText() && y.isText() && x.value() != y.value():
			c.element(key, i, x.value(), y.value())
		case x.isLump() && y.isLump() && i == NoIndex:
			c.lump(key.section, key.name, x.raw, y.raw)
		case !bytes.Equal(x.raw, y.raw):
			c.element(key, i, x.value(), y.value())
		}
	}
	for _, i := range slices.Sorted(maps.Keys(to)) {
		if of[i] == nil {
			c.element(key, i, Absent, to[i].value())
		}
	}
}

func (c *comparison) element(key fieldKey, index int, a, b string) {
	c.add(Difference{Device: c.device, Instance: c.instance, Section: key.section, Field: key.name, Index: index, A: a, B: b})
}

// fieldElement is an element of a field.
type fieldElement struct {
	typ string
	raw []byte
}

func (e *fieldElement) value() string { return Value(e.typ, e.raw) }

// isLump reports whether the element is bytes, no number.
func (e *fieldElement) isLump() bool {
	_, ok := number(e.typ, len(e.raw))
	return !ok && len(e.raw) > 1
}

func (e *fieldElement) isText() bool {
	_, ok := printable(e.raw)
	return ok
}

func elementsOf(fields []Field) map[int]*fieldElement {
	elements := map[int]*fieldElement{}
	for _, f := range fields {
		for i, raw := range f.Elements() {
			elements[i] = &fieldElement{f.Type, raw}
		}
	}
	return elements
}

// lump compares bytes, and adds a difference for each run of differing ones.
func (c *comparison) lump(section, field string, a, b []byte) {
	size := min(len(a), len(b))
	for i := 0; i < size; i++ {
		start := i
		for i < size && a[i] != b[i] {
			i++
		}
		if i > start {
			c.add(Difference{
				Device: c.device, Instance: c.instance, Section: section, Field: field,
				Index: start, Bytes: i - start, A: bytesText(a[start:i]), B: bytesText(b[start:i]),
			})
		}
	}
	if len(a) != len(b) {
		count := func(n int) string { return fmt.Sprintf("%d bytes", n) }
		c.element(fieldKey{section, field}, NoIndex, count(len(a)), count(len(b)))
	}
}
