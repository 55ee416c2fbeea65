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
	for _, section := range s.Devices() {
		if all || match(section.Device) {
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
	if s.Fault != nil {
		t.line("  is not as described: %v", s.Fault)
	}
	in := s.Name
	for _, f := range s.Fields {
		if f.Section != in {
			in = f.Section
			t.line("  %s", in+versionOf(s, in))
		}
		t.line("    %-40s %-14s %s", f.FullName(), f.Type, abbreviated(f.Value()))
	}
	if len(s.Raw) > 0 {
		t.line("    %s", abbreviated(bytesText(s.Raw)))
	}
}

// versionOf returns the version of a subsection, with a comma before it.
func versionOf(s *Section, subsection string) string {
	for _, sub := range s.Subsections {
		if sub.Name == subsection {
			return fmt.Sprintf(", version %d", sub.Version)
		}
	}
	return "" // the section itself
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
