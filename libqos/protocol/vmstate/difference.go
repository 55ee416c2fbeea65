package vmstate

import "fmt"

// Difference is a value that two streams do not agree about.
type Difference struct {
	Device   string `json:"device"`
	Instance uint32 `json:"instance"`
	Section  string `json:"section"`         // section or subsection, the name of a block of RAM, "" if it is about the device
	Field    string `json:"field,omitempty"` // "" if it is about the section
	Index    int    `json:"index"`           // of the element, of the first byte in a buffer or a page; else NoIndex
	Bytes    int    `json:"bytes,omitempty"` // that differ in a buffer, from Index on
	A        string `json:"a"`
	B        string `json:"b"`
}

// Absent stands for the value where a stream has not the device, the section, or the field.
const Absent = "absent"

// present is its counterpart where the value is not a single one.
const present = "present"

// String returns the difference in a line.
func (d Difference) String() string {
	where := nameOf(d.Device, d.Instance)
	if d.Section != "" && d.Section != d.Device {
		where += " " + d.Section
	}
	if d.Field != "" {
		where += " " + d.Field
	}
	if d.Index != NoIndex {
		where += fmt.Sprintf("[%#x]", d.Index)
	}
	return fmt.Sprintf("%s: %s → %s", where, d.A, d.B)
}
