package identity

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Record holds what a guest can see of some machine types of one QEMU.
type Record struct {
	QEMU   string            // the version of QEMU, as in "11.1.2"; "" if unknown
	Fields map[string]string // by "ARCH/MACHINE/SUBJECT/FIELD"; a SUBJECT has no slash
	Notes  map[string]string // names of some fields' parts, for a person; never compared
	Absent map[string]string // "ARCH/MACHINE/SUBJECT" that is not recorded, with the reason
}

// NewRecord returns an empty record.
func NewRecord(qemu string) *Record {
	return &Record{QEMU: qemu, Fields: map[string]string{}, Notes: map[string]string{}, Absent: map[string]string{}}
}

// Unreadable is the name of the field of a subject that could not be read to its end:
// its value is the error.
const Unreadable = "unreadable"

// The parts of a line.
const (
	equals     = " = "
	noteMark   = "  # "
	headLine   = "# What a guest sees, by qgraph identity; QEMU "
	absentMark = "# "
	absentIs   = " is not recorded: "
)

// Write writes the record: the version, the subjects that are not recorded, then a line
// for each field, sorted.
func (r *Record) Write(w io.Writer) error {
	b := bufio.NewWriter(w) // keeps the first error for Flush
	fmt.Fprintf(b, "%s%s\n", headLine, r.QEMU)
	for _, subject := range slices.Sorted(maps.Keys(r.Absent)) {
		fmt.Fprintf(b, "%s%s%s%s\n", absentMark, subject, absentIs, r.Absent[subject])
	}
	for _, field := range slices.Sorted(maps.Keys(r.Fields)) {
		fmt.Fprintf(b, "%s%s%s", field, equals, r.Fields[field])
		if note := r.Notes[field]; note != "" {
			fmt.Fprintf(b, "%s%s", noteMark, note)
		}
		fmt.Fprintln(b)
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("identity: write a record: %w", err)
	}
	return nil
}

// ErrFormat means that a file is not a record.
var ErrFormat = errors.New("not a record of qgraph identity")

// Parse reads what [Record.Write] wrote.
func Parse(in io.Reader) (*Record, error) {
	r := NewRecord("")
	scanner := bufio.NewScanner(in)
	scanner.Buffer(nil, 1<<20)
	for n := 1; scanner.Scan(); n++ {
		line := scanner.Text()
		if n == 1 {
			version, ok := strings.CutPrefix(line, headLine)
			if !ok {
				return nil, fmt.Errorf("identity: %w: the first line is %q", ErrFormat, line)
			}
			r.QEMU = version
			continue
		}
		if text, ok := strings.CutPrefix(line, absentMark); ok {
			subject, reason, _ := strings.Cut(text, absentIs)
			r.Absent[subject] = reason
			continue
		}
		field, value, ok := strings.Cut(line, equals)
		if !ok || strings.Count(field, "/") < 3 {
			return nil, fmt.Errorf("identity: %w: line %d is %q, want ARCH/MACHINE/SUBJECT/FIELD = VALUE", ErrFormat, n, line)
		}
		value, note, _ := strings.Cut(value, noteMark)
		r.set(field, value, note)
	}
	if err := scanner.Err(); err != nil {
		return nil, fmt.Errorf("identity: read a record: %w", err)
	}
	if r.QEMU == "" && len(r.Fields) == 0 {
		return nil, fmt.Errorf("identity: %w: it is empty", ErrFormat)
	}
	return r, nil
}

func (r *Record) set(field, value, note string) {
	r.Fields[field] = value
	if note != "" {
		r.Notes[field] = note
	}
}

// Merge adds the content of another record, of another architecture of the same QEMU.
func (r *Record) Merge(other *Record) {
	r.QEMU = other.QEMU
	maps.Copy(r.Fields, other.Fields)
	maps.Copy(r.Notes, other.Notes)
	maps.Copy(r.Absent, other.Absent)
}

// split returns the subject of a field, with its machine, and the rest of its name.
func split(field string) (subject, rest string) {
	parts := strings.SplitN(field, "/", 4)
	return strings.Join(parts[:3], "/"), parts[3]
}

// subjects returns the subjects that the record has.
func (r *Record) subjects() map[string]bool {
	found := map[string]bool{}
	for field := range r.Fields {
		subject, _ := split(field)
		found[subject] = true
	}
	return found
}

// page collects the fields of one subject, and of others that are read with it. It belongs
// to one goroutine.
type page struct {
	fields, notes map[string]string
	others        map[string]*page // by subject
}

func newPage() *page { return &page{fields: map[string]string{}, notes: map[string]string{}} }

func (p *page) set(field, format string, args ...any) {
	value := strings.Join(strings.Fields(fmt.Sprintf(format, args...)), " ")
	p.fields[field] = strings.ReplaceAll(value, noteMark, " ")
}

// more returns the page of another subject of the same machine.
func (p *page) more(subject string) *page {
	if p.others == nil {
		p.others = map[string]*page{}
	}
	if p.others[subject] == nil {
		p.others[subject] = newPage()
	}
	return p.others[subject]
}

func (p *page) note(field, note string) { p.notes[field] = note }

// add adds the fields of a subject of a machine, and those that were read with it.
func (r *Record) add(machine, subject string, p *page) {
	for field, value := range p.fields {
		r.set(machine+"/"+subject+"/"+field, value, p.notes[field])
	}
	for other, fields := range p.others {
		r.add(machine, other, fields)
	}
}
