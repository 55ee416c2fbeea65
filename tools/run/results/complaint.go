package results

import (
	"cmp"
	"fmt"
	"strings"
)

// Complaint is a message by which QEMU, or a library or a sanitizer in it, says that
// something is wrong.
type Complaint struct {
	Kind       string `json:"kind"`                 // as package graph has it: sanitizer, assertion, library, error, warning, guest-error
	Text       string `json:"text"`                 // the whole message, of several lines if need be
	Count      int    `json:"count"`                // how many came that differ in numbers only
	Process    string `json:"process,omitempty"`    // that wrote it; "" for QEMU
	Step       string `json:"step,omitempty"`       // of the test, when it first came
	Answered   string `json:"answered,omitempty"`   // the last request that QEMU had answered then
	Unanswered string `json:"unanswered,omitempty"` // the first request that it had not
	Declared   string `json:"declared,omitempty"`   // why it is right, as a node declares it; "" for one that fails the path
}

// String returns the complaint, and where it came, in its first line.
func (c *Complaint) String() string {
	first, rest, more := strings.Cut(c.Text, "\n")
	var b strings.Builder
	fmt.Fprintf(&b, "%s complained (%s): %s", cmp.Or(c.Process, "QEMU"), c.Kind, first)
	if c.Count > 1 {
		fmt.Fprintf(&b, " (%d of this kind)", c.Count)
	}
	switch {
	case c.Answered == "":
		b.WriteString("; before its first reply")
	default:
		fmt.Fprintf(&b, "; after the reply to %q", c.Answered)
	}
	if c.Unanswered != "" && c.Answered != "" {
		fmt.Fprintf(&b, " and before that to %q", c.Unanswered)
	}
	if more {
		b.WriteString("\n" + rest)
	}
	return b.String()
}

// ComplaintLines returns the complaints in a text for a person.
func (r *Result) ComplaintLines() string {
	var b strings.Builder
	for i := range r.Complaints {
		c := &r.Complaints[i]
		if c.Step != "" {
			fmt.Fprintf(&b, "%s: ", Visible(c.Step))
		}
		b.WriteString(Visible(c.String()))
		if c.Declared != "" {
			fmt.Fprintf(&b, "\n  declared: %s", Visible(c.Declared))
		}
		b.WriteByte('\n')
	}
	return b.String()
}
