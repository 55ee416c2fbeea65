package memmap

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// ErrFormat means that a text is not the answer to "info mtree -f".
var ErrFormat = errors.New("not a list of flat views")

// The lines of a view besides its ranges.
const (
	viewLine   = "FlatView #"
	spaceStart = ` AS "`
	spaceEnd   = `", root: `
	rootStart  = " Root memory region: "
	emptyLine  = "  No rendered FlatView"
)

// rangeLine matches "  00fec00000-00fec00fff (prio 0, i/o): ioapic @0000000000000010 owner:{dev path=/machine/ioapic}". The
// addresses have 16 digits. The name of a region may contain spaces and "@". The name of the accelerator that has a copy
// of a memory region may follow.
var rangeLine = regexp.MustCompile(`^ +([0-9a-f]{16})-([0-9a-f]{16}) \(prio (-?[0-9]+), ([^)]*)\): (.*?)(?: @([0-9a-f]{16}))?(?: KVM)?` +
	`(?: owner:\{([^}]*)\})?(?: parent:\{([^}]*)\})?$`)

// Parse reads the answer to "info mtree -f", with owners ("-o") or without. Its error wraps [ErrFormat] and names the line
// that it does not know: a range must not get lost.
func Parse(text string) (*Map, error) {
	m := &Map{}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(line, viewLine) {
			m.Views = append(m.Views, View{})
			continue
		}
		if line == "" || line == emptyLine {
			continue
		}
		if len(m.Views) == 0 || !m.Views[len(m.Views)-1].add(line) {
			return nil, fmt.Errorf("memmap: %w: got the line %q", ErrFormat, line)
		}
	}
	if len(m.Views) == 0 {
		return nil, fmt.Errorf("memmap: %w: got no view", ErrFormat)
	}
	return m, nil
}

// add adds the content of a line. It reports whether it knows the line.
func (v *View) add(line string) bool {
	if rest, ok := strings.CutPrefix(line, spaceStart); ok {
		end := strings.LastIndex(rest, spaceEnd)
		if end < 0 {
			return false
		}
		v.Spaces = append(v.Spaces, rest[:end])
		return true
	}
	if root, ok := strings.CutPrefix(line, rootStart); ok {
		v.Root = root
		return true
	}
	r, ok := parseRange(line)
	if !ok || len(v.Ranges) > 0 && r.First <= v.Ranges[len(v.Ranges)-1].Last {
		return false
	}
	r.Hole = r.Region == v.Root && (r.Kind == IO || r.Kind == Container)
	v.Ranges = append(v.Ranges, r)
	return true
}

func parseRange(line string) (Range, bool) {
	m := rangeLine.FindStringSubmatch(line)
	if m == nil {
		return Range{}, false
	}
	first, err1 := strconv.ParseUint(m[1], 16, 64)
	last, err2 := strconv.ParseUint(m[2], 16, 64)
	priority, err3 := strconv.Atoi(m[3])
	var offset uint64
	var err4 error
	if m[6] != "" {
		offset, err4 = strconv.ParseUint(m[6], 16, 64)
	}
	if errors.Join(err1, err2, err3, err4) != nil || last < first {
		return Range{}, false
	}
	r := Range{First: first, Last: last, Kind: Kind(m[4]), Priority: priority, Region: m[5], Offset: offset}
	r.Owner = parseOwner(m[7])
	if r.Owner == (Owner{}) {
		r.Owner = parseOwner(m[8]) // the owner has no place in the tree, as a list of ports has none: its parent has
	}
	return r, true
}

// parseOwner reads "dev path=/machine/soc" or "dev id=net0". An owner without either is known by its type only.
func parseOwner(text string) Owner {
	_, name, _ := strings.Cut(text, " ")
	if path, ok := strings.CutPrefix(name, "path="); ok {
		return Owner{Path: path}
	}
	if id, ok := strings.CutPrefix(name, "id="); ok {
		return Owner{ID: id}
	}
	return Owner{}
}
