package vmstate

import (
	"bufio"
	"fmt"
	"io"
)

// WriteText writes the machine's memory and the devices that match, with their fields, a line each. A nil match is all.
func (s *Stream) WriteText(w io.Writer, match func(device string) bool) error {
	t := textWriter{bufio.NewWriter(w)}
	all := match == nil
	if all {
		t.line("machine %s, pages of %d bytes", s.Machine, s.PageSize)
	}
	if s.RAM != nil && (all || match(ramDevice)) {
		t.line("%s", ramDevice)
		for _, b := range s.RAM.Blocks {
			t.line("  %-40s %#x bytes, %d pages that are not all zeros", b.Name, b.Size, len(b.Pages))
		}
	}
	sections := s.Sections
	if s.Configuration != nil {
		sections = append([]*Section{s.Configuration}, sections...)
	}
	for _, section := range sections {
		if section.Device != ramDevice && (all || match(section.Device)) {
			t.section(section)
		}
	}
	return t.w.Flush()
}

// textWriter writes lines.
type textWriter struct{ w *bufio.Writer } // it keeps its first error

func (t textWriter) line(format string, args ...any) {
	fmt.Fprintf(t.w, format, args...)
	_ = t.w.WriteByte('\n')
}

func (t textWriter) section(s *Section) {
	t.line("%s", s.title())
	switch {
	case s.Fault != nil:
		t.line("  is not as described: %v", s.Fault)
		t.line("  %s", abbreviated(bytesText(s.Raw)))
	case !s.Described():
		t.line("  %s", abbreviated(bytesText(s.Raw)))
	}
	versions := s.Subsections
	in := s.Name
	for _, f := range s.Fields {
		if f.Section != in { // a subsection without fields has no line
			in = f.Section
			for len(versions) > 0 && versions[0].Name != in {
				versions = versions[1:]
			}
			if len(versions) > 0 {
				t.line("  %s, version %d", in, versions[0].Version)
			}
		}
		t.line("    %-40s %-14s %s", f.FullName(), f.Type, abbreviated(f.Value()))
	}
}

// title names a section: "0000:00:01.1/ide: ide, version 3, 1234 bytes at 0x5678".
func (s *Section) title() string {
	what := s.Kind.String() + " section without a description"
	switch {
	case s.Name == s.Device:
		what = fmt.Sprintf("version %d", s.Version)
	case s.Described():
		what = fmt.Sprintf("%s, version %d", s.Name, s.Version)
	}
	return fmt.Sprintf("%s: %s, %d bytes at %#x", nameOf(s.Device, s.Instance), what, s.Size, s.Offset)
}

// abbreviated cuts a long value.
func abbreviated(value string) string {
	const most = 160
	if len(value) <= most {
		return value
	}
	return fmt.Sprintf("%s… (%d characters)", value[:most], len(value))
}
