package graph

import (
	"fmt"
	"path"
	"runtime"
	"slices"
	"strings"
)

// Deviation declares that QEMU does otherwise than a specification says, and which
// part of a test shows it. That part fails, and the path is then known: it passes, and
// is counted and listed. If the part does not fail, QEMU is mended: the path fails, and
// names the lines of the declaration.
//
// Declare one with [Deviates], and give it to its tests, or to a node, with [Known].
type Deviation struct {
	Name       string         // unique among all deviations
	In         []Place        // where it shows; none: in the whole of each test that has it as an option
	On         []string       // limits it to paths with one of these: an architecture, a machine, another node; none: all paths
	Except     []string       // and to paths with none of these
	Part       string         // what deviates, where the test makes a step of each part that it finds: a path without the step does not show it
	QEMU       []VersionRange // the versions that deviate; none: all
	To         []VersionRange // limits it to tests of two QEMUs, the second of which is of one of these versions; none: all paths
	Ends       Ending         // what becomes of QEMU
	Complains  string         // a regular expression for QEMU's complaint, where neither the test nor a driver did wrong; "": a check fails
	Does       string         // the behaviour of QEMU, as a sentence
	Says       string         // the rule of the specification, as a sentence
	Reproducer string         // a script of a few lines that shows it, see Script; "" for none
	Clause     Clause         // where it says so; the last field of a declaration, see NewClause
	Report     string         // the address of a report to QEMU's authors; "" for none
	first      position       // where Deviates was called
}

// Place is where a deviation shows.
type Place struct {
	Test string // a test's name; "": each test that has the deviation as an option
	Step string // a step's title, as in "card of 4 GiB / ADMA2"; "": the whole test
}

// Ending says what becomes of a QEMU that deviates.
type Ending uint8

// The endings.
const (
	Continues Ending = iota // QEMU runs on
	Exits                   // QEMU exits with an error
	Crashes                 // QEMU dies by a signal
	Hangs                   // QEMU does not answer any more, until the path's time is over
)

// String returns the ending as a predicate of QEMU.
func (e Ending) String() string { return [...]string{"continues", "exits", "crashes", "hangs"}[e] }

// Clause is a place in a specification.
type Clause struct {
	text string
	at   position
}

// position is a line of a source file.
type position struct {
	file string // below the root of the module
	line int
}

// NewClause returns the clause with that text: the specification, the section and its
// title. A call of NewClause is the last line but one of a declaration, which so knows
// its own lines.
func NewClause(text string) Clause { return Clause{text, caller()} }

// String returns the clause's text.
func (c Clause) String() string { return c.text }

// Deviates returns the deviation with that name.
func Deviates(name string, d Deviation) Deviation {
	d.Name, d.first = name, caller()
	return d
}

// Tabled returns the deviation with that name, as a row of a table has it: its declaration
// is the line of its clause.
func Tabled(name string, d Deviation) Deviation {
	d.Name, d.first = name, d.Clause.at
	return d
}

// caller returns the position of the call of this function's caller.
func caller() position {
	pcs := make([]uintptr, 1)
	if runtime.Callers(3, pcs) == 0 {
		return position{}
	}
	frame, _ := runtime.CallersFrames(pcs).Next()
	module := strings.TrimSuffix(packageOf((*Graph).errorf), "graph")
	folder := strings.TrimPrefix(packageName(frame.Function), module)
	return position{path.Join(withoutTest(folder), path.Base(frame.File)), frame.Line}
}

// withoutTest returns the folder of a test's package x_test: Go calls it folder_test,
// rules_go folder/target_test.
func withoutTest(folder string) string {
	switch name := path.Base(folder); {
	case strings.HasSuffix(name, "_test_test"):
		return path.Dir(folder)
	case strings.HasSuffix(name, "_test"):
		return strings.TrimSuffix(folder, "_test")
	}
	return folder
}

// Lines returns the lines of the declaration, as in "tests/x/deviations.go:12-20".
func (d *Deviation) Lines() string {
	last := d.first.line
	if d.Clause.at.file == d.first.file && d.Clause.at.line > last {
		last = d.Clause.at.line + 1
	}
	return fmt.Sprintf("%s:%d-%d", d.first.file, d.first.line, last)
}

// Script returns the reproducer as it is to be run: without the indentation that its lines
// have in the declaration. It needs QEMU, found by the name of its binary, and a shell alone.
// QEMU is its last command, and ends as [Deviation.Ends] says. Of a QEMU that continues,
// comments after commands of qtest have the wrong replies: "readl 0x10 # OK 0x0000000000000001".
func (d *Deviation) Script() string {
	text := strings.Trim(d.Reproducer, " \t\n")
	if text == "" {
		return ""
	}
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		lines = append(lines, strings.TrimLeft(line, "\t"))
	}
	return strings.Join(lines, "\n") + "\n"
}

// String returns the name and what QEMU does.
func (d *Deviation) String() string { return d.Name + ": " + d.Does }

// Versions returns the versions that deviate, as in "from 7.2, before 10.0.14; 10.1 and
// later", and those that the second QEMU must have, as in "before 10.0; second QEMU: 11.1
// and later".
func (d *Deviation) Versions() string {
	text := inWords(d.QEMU)
	if len(d.To) > 0 {
		text += "; second QEMU: " + inWords(d.To)
	}
	return text
}

// Has reports whether QEMU v deviates.
func (d *Deviation) Has(v Version) bool { return d.has(v, v) }

// has reports whether QEMU first deviates where the second of a test of two is QEMU second.
func (d *Deviation) has(first, second Version) bool {
	return inOne(d.QEMU, first) && inOne(d.To, second)
}

// Known gives deviations to a test, or to all paths through a node. Those with places in
// other tests only do not concern a test, so that one list can serve all tests of a
// package.
func Known(deviations ...Deviation) NodeOption { return known(deviations) }

type known []Deviation

func (k known) applyEdge(o *edgeOptions) { o.known = append(o.known, k...) }
func (k known) applyTest(o *testOptions) { o.known = append(o.known, k...) }

// declared returns the deviations that the path's nodes have as options, the test's last.
func (p Path) declared() []Deviation {
	all := slices.Clone(p.machine().machine.opts.known)
	for _, e := range p.edges {
		all = append(all, e.opts.known...)
	}
	return append(all, p.test().test.opts.known...)
}

// Deviations returns the deviations of the path on a QEMU of version v, or of any
// version if v is the zero Version. Their places are those in the path's test.
func (p Path) Deviations(v Version) []Deviation { return p.DeviationsTo(v, v) }

// DeviationsTo does the same where the second QEMU of a test of two is another one than
// the first.
func (p Path) DeviationsTo(first, second Version) []Deviation {
	declared := p.declared()
	found := make([]Deviation, 0, len(declared))
	for _, d := range declared {
		if first != (Version{}) && !d.has(first, second) || !p.has(d.On) || len(d.Except) > 0 && p.has(d.Except) || len(d.To) > 0 && !p.Pair() {
			continue
		}
		if d.In = d.places(p.test().name); len(d.In) > 0 {
			found = append(found, d)
		}
	}
	return found
}

// places returns where the deviation shows in a test that has it as an option.
func (d *Deviation) places(test string) []Place {
	if len(d.In) == 0 {
		return []Place{{Test: test}}
	}
	var list []Place
	for _, p := range d.In {
		if p.Test == "" || p.Test == test {
			list = append(list, Place{test, p.Step})
		}
	}
	return list
}

// has reports whether one of the names is on the path, or whether there are none.
func (p Path) has(names []string) bool {
	if len(names) == 0 || slices.Contains(names, p.Arch()) || slices.Contains(names, p.machine().name) {
		return true
	}
	return slices.ContainsFunc(p.edges, func(e *edge) bool {
		return slices.Contains(names, e.name) || slices.Contains(names, e.to.name)
	})
}
