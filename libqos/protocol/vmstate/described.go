package vmstate

import "strings"

// described reads the state of a device by its description.
func (p *parser) described(s *Section, d *deviceDescription) error {
	if !d.legacy && uint64(s.Version) != d.version {
		return p.errorf("version %d, the description has %d", s.Version, d.version)
	}
	if err := p.fields(s, &d.structure); err != nil {
		return err
	}
	if err := p.footer(s.ID); err != nil {
		return err
	}
	s.Name = d.name
	return nil
}

// fields reads the fields of a section.
func (p *parser) fields(s *Section, d *structure) error {
	w := walker{parser: p, section: s, in: d.name}
	err := w.structure(d, "")
	if err == nil {
		p.field = ""
	}
	return err
}

// walker reads the fields of a section.
type walker struct {
	*parser
	section *Section
	in      string // the section or subsection
}

// structure reads the fields and subsections of a section or structure.
func (w *walker) structure(d *structure, prefix string) error {
	for _, f := range d.fields {
		if err := w.oneField(f, prefix); err != nil {
			return err
		}
	}
	for _, sub := range d.subsections {
		if err := w.subsection(sub, prefix); err != nil {
			return err
		}
	}
	return nil
}

// subsection reads a subsection.
func (w *walker) subsection(d *structure, prefix string) error {
	mark, err := w.u8()
	if err != nil {
		return err
	}
	if mark != markSubsection {
		w.at--
		return w.errorf("mark %#x, want subsection %s", mark, d.name)
	}
	name, err := w.name()
	if err != nil {
		return err
	}
	version, err := w.u32()
	if err != nil {
		return err
	}
	if name != d.name || uint64(version) != d.version {
		return w.errorf("subsection %q of version %d, the description has %q of version %d", name, version, d.name, d.version)
	}
	w.section.Subsections = append(w.section.Subsections, Subsection{name, version})
	outer := w.in
	w.in = name
	err = w.structure(d, prefix)
	w.in = outer
	return err
}

// oneField reads a field, or an array of equal ones.
func (w *walker) oneField(d fieldDescription, prefix string) error {
	f := Field{
		Section: w.in, Name: prefix + d.name, Type: d.typ, Index: d.index, Count: int(d.count), Size: int(d.size), Offset: int64(w.at),
	}
	w.field = f.FullName()
	left := uint64(len(w.data) - w.at)
	if d.size == 0 && d.count > uint64(len(w.data)) {
		return w.errorf("%d elements without bytes", d.count)
	}
	if d.size > left || d.count > 0 && d.size > left/d.count {
		return w.errorf("%d × %d bytes are to come, the stream has %d", d.count, d.size, left)
	}
	if d.inner == nil && d.elements == nil {
		f.Raw, _ = w.take(d.size * d.count) // there are as many
		w.section.Fields = append(w.section.Fields, f)
		return nil
	}
	if d.size == 0 {
		return nil
	}
	for i := range f.Count {
		one := f
		one.Count = 1
		if one.Index != NoIndex {
			one.Index += i
		}
		start := w.at
		err := w.inner(d, one.FullName()+".")
		if err != nil {
			return err
		}
		if w.field = one.FullName(); w.at-start != f.Size {
			return w.errorf("the parts have %d bytes, the whole has %d", w.at-start, f.Size)
		}
	}
	return nil
}

// inner reads a field that has a structure.
func (w *walker) inner(d fieldDescription, prefix string) error {
	if d.inner != nil {
		return w.structure(d.inner, prefix)
	}
	switch d.typ {
	case "qtailq", "qlist":
		return w.list(d.elements, strings.TrimSuffix(prefix, "."))
	case "gtree":
		return w.tree(d.elements, strings.TrimSuffix(prefix, "."))
	}
	for _, e := range d.elements { // "tmp": the structure in place of the field
		if err := w.structure(e, prefix); err != nil {
			return err
		}
	}
	return nil
}
