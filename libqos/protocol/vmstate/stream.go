package vmstate

import "fmt"

// Stream is the saved state of a machine.
type Stream struct {
	Machine       string   // the machine type, "" if the stream has no configuration
	PageSize      uint64   // of the target, in bytes
	Configuration *Section // nil if the stream has none
	Sections      []*Section
	Commands      []Command
	RAM           *RAM // nil if the stream has none
}

// String counts what the stream has.
func (s *Stream) String() string {
	fields, blocks := 0, 0
	for _, section := range s.Devices() {
		fields += len(section.Fields)
	}
	if s.RAM != nil {
		blocks = len(s.RAM.Blocks)
	}
	return fmt.Sprintf("%d sections with %d fields, and %d blocks of memory", len(s.Devices()), fields, blocks)
}

// Devices returns the sections without those of the RAM, and the configuration before them.
func (s *Stream) Devices() []*Section {
	var list []*Section
	if s.Configuration != nil {
		list = append(list, s.Configuration)
	}
	for _, section := range s.Sections {
		if section.Device != ramDevice || section.Described() {
			list = append(list, section)
		}
	}
	return list
}

// Kind is the kind of a section.
type Kind uint8

// The kinds of sections. A device that saves its state in parts has a first section, any number of
// parts, and a last one.
const (
	First Kind = 1
	Part  Kind = 2
	Last  Kind = 3
	Full  Kind = 4 // all that a device saves
)

// String names the kind.
func (k Kind) String() string {
	switch k {
	case First:
		return "first"
	case Part:
		return "part"
	case Last:
		return "last"
	}
	return "full"
}

// Section is the state of a device, or a part of it.
type Section struct {
	Kind        Kind
	Device      string // QEMU's name for the device, as "0000:00:01.1/ide"; unique with Instance
	Instance    uint32
	ID          uint32 // number of the section in the stream
	Version     uint32
	Offset      int64 // of the section in the stream, in bytes
	Size        int64 // in bytes, without header and footer
	Name        string
	Subsections []Subsection // in the order of the stream
	Fields      []Field      // of the section and its subsections, in the order of the stream
	Raw         []byte       // as much of the state as nothing describes
	Fault       error        // why the state is not as described; then there are no fields
}

// Subsection is an optional part of a section, with a version of its own.
type Subsection struct {
	Name    string
	Version uint32
}

// Described reports whether the description at the end of the stream has the section.
func (s *Section) Described() bool { return s.Name != "" }

// Command is a message to the QEMU that loads the stream.
type Command struct {
	Number uint16
	Offset int64 // in the stream, in bytes
	Data   []byte
}
