package identity

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Side is one of the records that are compared.
type Side struct {
	Name   string
	Record *Record
}

// Value is a field's value on one side.
type Value struct {
	Has  bool   `json:"has"` // the side has the field
	Text string `json:"text"`
}

// Difference is a field that is not the same on all sides that have its subject.
type Difference struct {
	Subject string   `json:"subject"` // "ARCH/MACHINE/DEVICE"
	Field   string   `json:"field"`
	Values  []*Value `json:"values"`         // of each side; null where the subject is not recorded
	Note    string   `json:"note,omitempty"` // what is known of the field, for a person
}

// Missing is a subject that only a part of the sides has.
type Missing struct {
	Subject string   `json:"subject"`
	Reasons []string `json:"reasons"` // of each side; "" where it was recorded
}

// Comparison holds the differences between records.
type Comparison struct {
	Sides       []string     `json:"sides"`
	Subjects    int          `json:"subjects"` // compared, that is, on two sides or more
	Fields      int          `json:"fields"`   // compared
	Excepted    int          `json:"excepted"` // fields that were left out
	Differences []Difference `json:"differences"`
	Missing     []Missing    `json:"missing"`
}

// notRecorded is the reason of a side that does not have a subject and does not say why.
const notRecorded = "it is not in the record"

// Except says which fields are left out of a comparison: those whose full names,
// "ARCH/MACHINE/DEVICE/FIELD", match one of the expressions.
type Except []*regexp.Regexp

func (e Except) matches(field string) bool {
	return slices.ContainsFunc(e, func(re *regexp.Regexp) bool { return re.MatchString(field) })
}

// Compare compares records of the same machine types. A subject is compared on the sides
// that have it. One that could not be read to its end differs in any case, and is compared
// in the fields that were read.
func Compare(sides []Side, except Except) *Comparison {
	c := &Comparison{Differences: []Difference{}, Missing: []Missing{}}
	has, unreadable := make([]map[string]bool, len(sides)), make([]map[string]bool, len(sides)) // subjects
	subjects, fields := map[string]bool{}, map[string]bool{}
	for i, side := range sides {
		c.Sides = append(c.Sides, side.Name)
		has[i] = side.Record.subjects()
		maps.Copy(subjects, has[i])
		for subject := range side.Record.Absent {
			subjects[subject] = true
		}
		unreadable[i] = map[string]bool{}
		for field := range side.Record.Fields {
			fields[field] = true
			if subject, rest := split(field); rest == Unreadable {
				unreadable[i][subject] = true
			}
		}
	}
	compared := map[string]bool{}
	for _, subject := range slices.Sorted(maps.Keys(subjects)) {
		m := Missing{Subject: subject, Reasons: make([]string, len(sides))}
		n := 0
		for i, side := range sides {
			if has[i][subject] {
				n++
				continue
			}
			if m.Reasons[i] = side.Record.Absent[subject]; m.Reasons[i] == "" {
				m.Reasons[i] = notRecorded
			}
		}
		if compared[subject] = n > 1; compared[subject] {
			c.Subjects++
		}
		if 0 < n && n < len(sides) {
			c.Missing = append(c.Missing, m)
		}
	}
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		subject, rest := split(field)
		if !compared[subject] {
			continue
		}
		if except.matches(field) {
			c.Excepted++
			continue
		}
		c.Fields++
		d := Difference{Subject: subject, Field: rest}
		var first *Value
		differs := false
		for i, side := range sides {
			if !has[i][subject] {
				d.Values = append(d.Values, nil)
				continue
			}
			text, ok := side.Record.Fields[field]
			if !ok && rest != Unreadable && unreadable[i][subject] {
				d.Values = append(d.Values, nil) // it was not read so far
				continue
			}
			v := &Value{ok, text}
			d.Values = append(d.Values, v)
			if first == nil {
				first = v
			}
			differs = differs || *v != *first || v.Has && rest == Unreadable
			if note := side.Record.Notes[field]; note != "" {
				d.Note = note
			}
		}
		if differs {
			c.Differences = append(c.Differences, d)
		}
	}
	return c
}

// Group is a difference that several subjects have in common.
type Group struct {
	Field    string
	Values   []*Value
	Note     string
	Subjects []string // sorted
}

// Groups returns the differences with those together that have the same field and the
// same values, in the order of their first subjects.
func (c *Comparison) Groups() []Group {
	index := map[string]int{}
	var groups []Group
	for _, d := range c.Differences {
		key := []string{d.Field}
		for _, v := range d.Values {
			key = append(key, v.String())
		}
		k := strings.Join(key, "\n")
		i, known := index[k]
		if !known {
			i = len(groups)
			index[k] = i
			groups = append(groups, Group{Field: d.Field, Values: d.Values, Note: d.Note})
		}
		groups[i].Subjects = append(groups[i].Subjects, d.Subject)
	}
	return groups
}

// String returns the value as tables show it: "–" where a side that has the subject lacks
// the field, and nothing where it lacks the subject.
func (v *Value) String() string {
	switch {
	case v == nil:
		return ""
	case !v.Has:
		return "–"
	}
	return v.Text
}
