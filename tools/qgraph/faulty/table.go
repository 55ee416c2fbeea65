package faulty

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Verdict says how a fault ended.
type Verdict string

// The verdicts.
const (
	Caught     Verdict = "caught"
	Hidden     Verdict = "hidden" // a known deviation of QEMU hides it: it shows only in what fails without it, too
	Unseen     Verdict = "unseen"
	Equivalent Verdict = "equivalent" // it changed nothing that any test had to do with
)

// Outcome is a fault with its verdict.
type Outcome struct {
	Rule    string  `json:"rule"`
	Name    string  `json:"name,omitempty"` // of the register, or of the test for a fault of memory
	Verdict Verdict `json:"verdict"`
	By      []Catch `json:"by,omitempty"`     // the paths that caught it, those that ran
	Behind  []Cover `json:"behind,omitempty"` // of a hidden fault: what hides it, in the paths that ran
	Ran     int     `json:"ran"`              // paths that ran with it
}

// Catch is a path that fails by a fault.
type Catch struct {
	Test    string `json:"test"`
	Class   string `json:"class"` // of the failure
	Step    string `json:"step,omitempty"`
	Message string `json:"message"`
}

// Cover is a known deviation that hides a fault from a test.
type Cover struct {
	Test      string `json:"test"`
	Deviation string `json:"deviation"`
	Step      string `json:"step,omitempty"`    // "": outside of all steps
	Message   string `json:"message,omitempty"` // of a failure that does not come without the fault; "": the fault showed nowhere else
}

// Device is a device with its paths and the faults that were planted in it.
type Device struct {
	Name      string    `json:"device"` // the path up to it
	Tests     []string  `json:"tests"`
	Left      []string  `json:"left,omitempty"`      // paths that did not pass without a fault, with the reason
	Untouched []string  `json:"untouched,omitempty"` // registers with which no path has anything to do
	Possible  int       `json:"possible"`            // faults that could be planted
	Outcomes  []Outcome `json:"faults"`
}

// Counts are the numbers of a device's faults.
type Counts struct{ Planted, Caught, Hidden, Equivalent int }

// Counts counts the faults; equivalent ones count apart.
func (d *Device) Counts() Counts {
	var c Counts
	for _, o := range d.Outcomes {
		switch o.Verdict {
		case Equivalent:
			c.Equivalent++
			continue
		case Caught:
			c.Caught++
		case Hidden:
			c.Hidden++
		case Unseen:
		}
		c.Planted++
	}
	return c
}

// Percent returns the part of the planted faults that was caught; 100 if there were none. Hidden
// ones are not caught.
func (c Counts) Percent() int {
	if c.Planted == 0 {
		return 100
	}
	return 100 * c.Caught / c.Planted
}

// Print writes the devices with their figures, and the faults that no path caught. all adds
// those that were caught, with the paths. A table in Markdown has the same rows.
func Print(w io.Writer, devices []*Device, all, markdown bool) error {
	b := bufio.NewWriter(w)
	row := func(cells ...string) { fmt.Fprintf(b, "%-8s %-7s %-7s %-8s %-11s %s\n", anys(cells)...) }
	if markdown {
		row = func(cells ...string) { fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s |\n", anys(cells)...) }
	}
	row("planted", "caught", "hidden", "percent", "equivalent", "device")
	if markdown {
		row("--:", "--:", "--:", "--:", "--:", "---")
	}
	for _, d := range devices {
		c := d.Counts()
		row(fmt.Sprint(c.Planted), fmt.Sprint(c.Caught), fmt.Sprint(c.Hidden), fmt.Sprint(c.Percent()), fmt.Sprint(c.Equivalent), d.Name)
	}
	for _, d := range devices {
		d.print(b, all, markdown)
	}
	return b.Flush()
}

func anys(cells []string) []any {
	var row []any
	for _, c := range cells {
		row = append(row, c)
	}
	return row
}

// print writes a device's faults.
func (d *Device) print(b *bufio.Writer, all, markdown bool) {
	var lines []string
	for _, left := range d.Left {
		lines = append(lines, "not tried: "+left)
	}
	for _, o := range d.Outcomes {
		switch {
		case o.Verdict == Unseen:
			lines = append(lines, "unseen: "+o.text())
		case o.Verdict == Hidden:
			var behind []string
			for _, c := range o.Behind {
				behind = append(behind, c.String())
			}
			lines = append(lines, fmt.Sprintf("hidden: %s, behind %s", o.text(), strings.Join(behind, ", ")))
		case !all:
		case o.Verdict == Equivalent:
			lines = append(lines, "equivalent: "+o.text())
		default:
			var by []string
			for _, c := range o.By {
				by = append(by, c.String())
			}
			lines = append(lines, fmt.Sprintf("caught: %s, by %s", o.text(), strings.Join(by, ", ")))
		}
	}
	if len(d.Untouched) > 0 {
		lines = append(lines, "untouched: "+strings.Join(d.Untouched, ", "))
	}
	if len(lines) == 0 {
		return
	}
	title, indent := "\n%s:\n", "  "
	if markdown {
		title, indent = "\n### %s\n\n", "- "
	}
	fmt.Fprintf(b, title, d.Name)
	for _, line := range lines {
		fmt.Fprintf(b, "%s%s\n", indent, line)
	}
}

func (o Outcome) text() string {
	if o.Name == "" {
		return o.Rule
	}
	return fmt.Sprintf("%s (%s)", o.Rule, o.Name)
}

// String returns the test with its step and the first line of its message.
func (c Catch) String() string {
	return fmt.Sprintf("%s: %s", stepOf(c.Test, c.Step), firstLine(c.Message))
}

// String returns the deviation, the test with its step and, if there is one, the first line of
// the message.
func (c Cover) String() string {
	text := fmt.Sprintf("%s in %s", c.Deviation, stepOf(c.Test, c.Step))
	if c.Message != "" {
		text += ": " + firstLine(c.Message)
	}
	return text
}

func stepOf(test, step string) string {
	if step == "" {
		return test
	}
	return fmt.Sprintf("%s [%s]", test, step)
}

// firstLine returns the first line of a message, if it is not too long.
func firstLine(message string) string {
	line, _, _ := strings.Cut(message, "\n")
	return fmt.Sprintf("%.120s", line)
}
