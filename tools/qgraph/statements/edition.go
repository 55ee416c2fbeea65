package statements

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed editions.tsv
var editionTable string

// renumbered is a section with its parts that has another number in virtio 1.4.
type renumbered struct {
	old string // in virtio 1.3; "": it is not there
	now string // in virtio 1.4
}

// editions returns the sections that virtio 1.4 has elsewhere, or alone.
func editions(table string) (all []renumbered, err error) {
	for i, line := range strings.Split(strings.TrimRight(table, "\n"), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		old, now, ok := strings.Cut(line, "\t")
		if !ok || now == "" {
			return nil, fmt.Errorf("statements: editions, line %d: got %q, want two sections", i+1, line)
		}
		all = append(all, renumbered{old, now})
	}
	return all, nil
}

// date sets the editions of statements.
func date(all []Statement, sections []renumbered) {
	for i := range all {
		s := &all[i]
		s.Edition = "1.3"
		for _, r := range sections {
			switch {
			case r.old == "" && within(s.Section, r.now):
				s.Edition = "1.4"
			case r.old != "" && within(s.Section, r.old):
				s.Section14 = r.now + strings.TrimPrefix(s.Section, r.old)
			}
		}
	}
}

// within reports whether a section is another one or a part of it.
func within(section, of string) bool {
	return strings.HasPrefix(section+".", of+".")
}

// edition tells people of the edition, if there is something to tell.
func (s Statement) edition() string {
	switch {
	case s.Edition != "1.3":
		return " (" + s.Edition + " alone)"
	case s.Section14 != "":
		return " (1.4: " + s.Section14 + ")"
	}
	return ""
}
