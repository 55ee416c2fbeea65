package statements

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Answer says what becomes of a statement.
type Answer string

// The answers.
const (
	Checked    Answer = "test"  // a step checks it
	Unseen     Answer = "qtest" // nothing shows it to a guest without a processor
	Unoffered  Answer = "qemu"  // QEMU does not implement it
	StillToDo  Answer = "open"  // it could be checked
	fieldCount        = 5
)

// Statement is a rule for devices.
type Statement struct {
	Section string // of the specification, as "2.1.2"
	// Edition is the oldest edition of the register that has the statement: Section is the
	// number there. Section14 is the section of virtio 1.4, if it has another number.
	Edition, Section14 string
	Number             int    // among the statements of its section here, from 1 on
	Force              string // MUST, MUST NOT, SHOULD or SHOULD NOT
	Text               string // in our own words
	Answer             Answer
	Test               string // if checked
	Step               string // a step's title, or "" for the whole test
	Why                string // if not checked
}

// ID names a statement, as "2.1.2/3".
func (s Statement) ID() string { return fmt.Sprintf("%s/%d", s.Section, s.Number) }

// Chapter is the part of the specification to which a statement belongs, as "4.1".
func (s Statement) Chapter() string {
	parts := strings.SplitN(s.Section, ".", 3)
	if strings.Contains("2 3 6", parts[0]) { // each of them is one chapter
		return parts[0]
	}
	return parts[0] + "." + parts[1]
}

//go:embed statements.tsv
var table string

// All returns the register, in the order of the sections. An error names each line that is
// not a statement.
func All() ([]Statement, error) {
	all, err := parse(table)
	if err != nil {
		return nil, err
	}
	sections, err := editions(editionTable)
	date(all, sections)
	return all, err
}

func parse(table string) ([]Statement, error) {
	var all []Statement
	number := map[string]int{}
	for i, line := range strings.Split(strings.Trim(table, "\n"), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		s, err := statement(line)
		if err != nil {
			return nil, fmt.Errorf("statements: line %d: %w", i+1, err)
		}
		number[s.Section]++
		s.Number = number[s.Section]
		if n := len(all); n > 0 && compare(all[n-1].Section, s.Section) > 0 {
			return nil, fmt.Errorf("statements: line %d: section %s follows %s", i+1, s.Section, all[n-1].Section)
		}
		all = append(all, s)
	}
	return all, nil
}

func statement(line string) (Statement, error) {
	fields := strings.Split(line, "\t")
	if len(fields) != fieldCount {
		return Statement{}, fmt.Errorf("got %d fields, want %d", len(fields), fieldCount)
	}
	s := Statement{Section: fields[0], Force: fields[1], Text: fields[2], Answer: Answer(fields[3])}
	if !slices.Contains([]string{"MUST", "MUST NOT", "SHOULD", "SHOULD NOT"}, s.Force) {
		return s, fmt.Errorf("got force %q", s.Force)
	}
	if fields[4] == "" || s.Text == "" {
		return s, fmt.Errorf("statement %q has no answer", s.Text)
	}
	switch s.Answer {
	case Checked:
		s.Test, s.Step, _ = strings.Cut(fields[4], ": ")
	case Unseen, Unoffered, StillToDo:
		s.Why = fields[4]
	default:
		return s, fmt.Errorf("got answer %q", s.Answer)
	}
	return s, nil
}

// compare orders sections by their numbers.
func compare(a, b string) int {
	return slices.Compare(numbers(a), numbers(b))
}

func numbers(section string) (ns []int) {
	for part := range strings.SplitSeq(section, ".") {
		n, _ := strconv.Atoi(part) // 0 for what is no number: the order is then wrong, and a test fails
		ns = append(ns, n)
	}
	return ns
}

// Counts are the numbers of statements of a chapter by their answers.
type Counts struct {
	Chapter string
	All     int
	By      map[Answer]int
}

// Percent is the part of the statements that can be checked which are checked, rounded
// down; 100 if none can.
func (c Counts) Percent() int {
	can := c.By[Checked] + c.By[StillToDo]
	if can == 0 {
		return 100
	}
	return 100 * c.By[Checked] / can
}

// Count returns the counts of each chapter, and last those of all of them.
func Count(all []Statement) []Counts {
	var counts []Counts
	total := Counts{Chapter: "all", By: map[Answer]int{}}
	for _, s := range all {
		if n := len(counts); n == 0 || counts[n-1].Chapter != s.Chapter() {
			counts = append(counts, Counts{Chapter: s.Chapter(), By: map[Answer]int{}})
		}
		for _, c := range []*Counts{&counts[len(counts)-1], &total} {
			c.All++
			c.By[s.Answer]++
		}
	}
	return append(counts, total)
}
