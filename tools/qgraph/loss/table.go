package loss

import (
	"fmt"
	"io"
	"strings"
)

// Outcome says what became of a path with a loss.
type Outcome uint8

// The outcomes.
const (
	Seen    Outcome = iota // the test failed
	Refused                // QEMU did not take the state
	Unseen                 // the test passed
)

// String returns what the table says.
func (o Outcome) String() string { return [...]string{"seen", "refused", "unseen"}[o] }

// Report is what became of the losses of a path.
type Report struct {
	Path, Test string
	Losses     []Loss
	Outcomes   []Outcome // one for each loss
}

// Count counts the outcomes.
func (r Report) Count() Count {
	var c Count
	for _, o := range r.Outcomes {
		c[o]++
	}
	return c
}

// Count is a number of each [Outcome].
type Count [3]int

// String returns the numbers in words.
func (c Count) String() string {
	return fmt.Sprintf("%d values lost, %d seen, %d refused, %d unseen", c[Seen]+c[Refused]+c[Unseen], c[Seen], c[Refused], c[Unseen])
}

// Table is the reports of several paths.
type Table []Report

// Write writes the table in Markdown: a line for each path, and then for each path its
// values by section, field and outcome.
func (t Table) Write(w io.Writer) error {
	var b strings.Builder
	b.WriteString("| Test | Values | Seen | Refused | Unseen |\n| --- | ---: | ---: | ---: | ---: |\n")
	var sum Count
	for _, r := range t {
		c := r.Count()
		for o := range c {
			sum[o] += c[o]
		}
		fmt.Fprintf(&b, "| `%s` | %s |\n", r.Test, c.cells())
	}
	fmt.Fprintf(&b, "| all | %s |\n", sum.cells())
	for _, r := range t {
		r.write(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (c Count) cells() string {
	return fmt.Sprintf("%d | %d | %d | %d", c[Seen]+c[Refused]+c[Unseen], c[Seen], c[Refused], c[Unseen])
}

// row is a line of a path's table: the values of a section with one outcome.
type row struct {
	device, section string
	outcome         Outcome
	why             string
}

// write writes the table of a path.
func (r Report) write(b *strings.Builder) {
	fmt.Fprintf(b, "\n### %s\n\n`%s`\n\n| State | | Values |\n| --- | --- | --- |\n", r.Test, r.Path)
	var rows []row
	fields := map[row][]string{}
	for i, l := range r.Losses {
		device := l.Device
		if l.Instance > 0 {
			device = fmt.Sprintf("%s#%d", l.Device, l.Instance)
		}
		key := row{device, l.Section, r.Outcomes[i], ""}
		if key.outcome == Unseen {
			key.why = why(l.Difference)
		}
		if fields[key] == nil {
			rows = append(rows, key)
		}
		fields[key] = append(fields[key], l.Field)
	}
	for _, key := range rows {
		where := "`" + key.device + "`"
		if key.section != key.device && !strings.HasSuffix(key.device, "/"+key.section) {
			where += " `" + key.section + "`"
		}
		what := key.outcome.String()
		if key.why != "" {
			what += ": " + key.why
		}
		fmt.Fprintf(b, "| %s | %s | %s |\n", where, what, listOf(fields[key]))
	}
}

// listOf lists the fields, each with the number of its values if there are several.
func listOf(fields []string) string {
	var names, list []string
	count := map[string]int{}
	for _, f := range fields {
		if count[f] == 0 {
			names = append(names, f)
		}
		count[f]++
	}
	for _, f := range names {
		text := "`" + f + "`"
		if count[f] > 1 {
			text += fmt.Sprintf(" ×%d", count[f])
		}
		list = append(list, text)
	}
	return strings.Join(list, ", ")
}
