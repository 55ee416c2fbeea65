package faulty

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"
)

// Options say which faults are made.
type Options struct {
	PCI     bool // in the configuration space of PCI functions, too
	Stepped bool // the test steps the clock to measure time
	PC      bool // the machine is a PC, which has its timer on line 0
	Hosted  bool // the device is behind a host controller: registers and lines are not its own
}

// Generate returns the faults of registers and interrupt lines that can make a difference to
// one of the tests that were recorded, in order: of each register its writes, and a bit of
// each class; bits of a class were all read and written alike.
func Generate(tests []*Recorder, o Options) []Rule {
	if o.Hosted {
		return nil
	}
	all := merge(tests)
	var rules []Rule
	behind := all.behindBus()
	for _, at := range slices.SortedFunc(maps.Keys(all.registers), compareRegisters) {
		u := all.registers[at]
		if all.chosen(at, u, o, behind) {
			rules = append(rules, registerRules(at, u)...)
		}
	}
	for _, n := range all.lineNumbers(o) {
		rules = append(rules, lineRules(n, all.lines[n])...)
	}
	return rules
}

// Own returns the faults at moments of the test that was recorded: in what a device wrote to
// memory, an interrupt that has no reason, and a wrong clock.
func (r *Recorder) Own(o Options) []Rule {
	var rules []Rule
	for _, n := range r.lineNumbers(o) {
		if l := r.lines[n]; l.rises > 0 {
			rules = append(rules, Rule{On: aLine, Line: n, Kind: Spurious, Event: l.quiet})
		}
	}
	rules = append(rules, r.memoryRules()...)
	if o.Stepped && r.longest >= rateOf {
		rules = append(rules, Rule{On: aClock, Kind: Fast}, Rule{On: aClock, Kind: Slow})
	}
	return rules
}

// Reaches reports whether the test that was recorded has to do with what a fault is in.
func (r *Recorder) Reaches(rule Rule) bool {
	switch rule.On {
	case aRegister:
		for at, u := range r.registers {
			apart := at.Space != rule.Register.Space || at.Offset+uint64(at.Width) <= rule.Register.Offset ||
				rule.Register.Offset+uint64(rule.Register.Width) <= at.Offset
			if !apart && (rule.Kind.OfWrite() && u.writes > 0 || !rule.Kind.OfWrite() && u.reads > 0) {
				return true
			}
		}
		return false
	case aLine:
		return r.lines[rule.Line] != nil
	case aMemory, aClock:
	}
	return true
}

// merge returns the registers and lines of several tests.
func merge(tests []*Recorder) *Recorder {
	all := NewRecorder()
	for _, r := range tests {
		for at, u := range r.registers {
			m := all.registers[at]
			if m == nil {
				m = &use{}
				all.registers[at] = m
			}
			m.add(u)
		}
		for n, l := range r.lines {
			m := all.lines[n]
			if m == nil {
				m = &lineUse{}
				all.lines[n] = m
			}
			m.rises, m.falls, m.pulses = m.rises+l.rises, m.falls+l.falls, m.pulses+l.pulses
		}
	}
	all.findConfiguration()
	return all
}

// add adds the use by another test.
func (u *use) add(o *use) {
	if u.name == "" {
		u.name = o.name
	}
	u.reads, u.writes = u.reads+o.reads, u.writes+o.writes
	u.zero, u.one, u.wasZero, u.wasOne = u.zero|o.zero, u.one|o.one, u.wasZero|o.wasZero, u.wasOne|o.wasOne
	u.unkept = u.unkept || o.unkept
}

// lineNumbers returns the lines of the device, in order.
func (r *Recorder) lineNumbers(o Options) []int {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(r.lines)), func(n int) bool { return o.PC && n == 0 })
}

func compareRegisters(a, b Register) int {
	return Rule{Register: a}.Compare(Rule{Register: b})
}

// behindBus reports whether the device is behind an I²C bus.
func (r *Recorder) behindBus() bool {
	for at := range r.registers {
		if at.onBus() {
			return true
		}
	}
	return false
}

// chosen reports whether a register is the device's, and not of the way to it.
func (r *Recorder) chosen(at Register, u *use, o Options, behind bool) bool {
	pci := strings.HasPrefix(at.Space, "pci/") || r.configuration[at.page()]
	switch {
	case behind:
		return at.onBus()
	case pci:
		return o.PCI
	case at.Space == "port":
		return at.Offset != configAddress && at.Offset != cmosIndex && (at.Offset < configData || at.Offset >= configData+4)
	}
	return true
}

// Sizes of the configuration space of a function in memory, and of its header, in bytes (PCI
// Express Base Specification 3.0, section 7.2.2 "PCI Express Enhanced Configuration Access
// Mechanism (ECAM)").
const (
	configPage = 4096
	headerSize = 64
)

// page returns the page of a register.
func (r Register) page() Place { return Place{r.Space, r.Offset &^ (configPage - 1)} }

// findConfiguration finds the pages that begin with a header of configuration space, by the names
// of its registers.
func (r *Recorder) findConfiguration() {
	r.configuration = map[Place]bool{}
	for at, u := range r.registers {
		if at.Space == "mem" && at.Offset%configPage < headerSize && strings.HasPrefix(u.name, "pci ") {
			r.configuration[at.page()] = true
		}
	}
}

// bitClass is how a bit was read and written.
type bitClass struct{ zero, one, wasZero, wasOne bool }

// classes returns the lowest bit of each class of a register of that many bits, in order.
func (u *use) classes(n int) []int {
	seen := map[bitClass]bool{}
	var firsts []int
	for i := range n {
		has := func(mask uint64) bool { return mask>>i&1 != 0 }
		c := bitClass{has(u.zero), has(u.one), has(u.wasZero), has(u.wasOne)}
		if !seen[c] {
			seen[c] = true
			firsts = append(firsts, i)
		}
	}
	return firsts
}

func registerRules(at Register, u *use) []Rule {
	var rules []Rule
	add := func(k Kind, bit int) {
		rules = append(rules, Rule{On: aRegister, Register: at, Kind: k, Bit: bit, Name: u.name})
	}
	has := func(mask uint64, bit int) bool { return mask>>bit&1 != 0 }
	for _, bit := range u.classes(8 * at.Width) {
		if u.reads > 0 && has(u.zero, bit) {
			add(ReadsOne, bit)
		}
		if u.reads > 0 && has(u.one, bit) {
			add(ReadsZero, bit)
		}
		if u.writes > 0 && has(u.wasOne, bit) {
			add(WritesZero, bit)
		}
		if u.writes > 0 && has(u.wasOne, bit) && has(u.wasZero, bit) {
			add(WritesOne, bit)
		}
	}
	if u.writes > 0 {
		add(WriteLost, 0)
		if !at.onBus() {
			add(WriteTwice, 0)
		}
	}
	if u.unkept {
		add(Writable, 0)
	}
	return rules
}

func lineRules(n int, l *lineUse) []Rule {
	var rules []Rule
	add := func(k Kind) { rules = append(rules, Rule{On: aLine, Line: n, Kind: k}) }
	if l.rises > 0 {
		add(Dropped)
		add(OnNext)
	}
	if l.pulses > 0 {
		add(Doubled) // a level that two causes have is still one level
	}
	if l.falls > 0 {
		add(Stuck)
	}
	return rules
}

// memoryRules returns faults in what devices wrote: in the first and a middle event of
// those that look alike.
func (r *Recorder) memoryRules() []Rule {
	alike := map[string][]found{}
	var order []string
	for _, e := range r.events {
		shape := e.shape()
		if alike[shape] == nil {
			order = append(order, shape)
		}
		alike[shape] = append(alike[shape], e)
	}
	var rules []Rule
	for _, shape := range order {
		events := alike[shape]
		rules = append(rules, memoryRules(events[0])...)
		if len(events) > 2 {
			rules = append(rules, memoryRules(events[len(events)/2])...)
		}
	}
	return rules
}

// shape returns a text that is the same for events that look alike: lengths by their
// binary logarithms.
func (f found) shape() string {
	var b strings.Builder
	fmt.Fprint(&b, bits.Len(uint(f.Size)))
	for _, run := range f.Runs {
		if f.Size <= smallRead {
			fmt.Fprintf(&b, " %d+%d", run.From, bits.Len(uint(run.N)))
		} else {
			fmt.Fprintf(&b, " %d", bits.Len(uint(run.N)))
		}
	}
	return b.String()
}

// smallRead is the size, in bytes, up to which a read is one of a structure: the places of
// its fields count.
const smallRead = 64

// mostRuns is the number of runs of an event that get faults.
const mostRuns = 4

func memoryRules(f found) []Rule {
	var rules []Rule
	add := func(k Kind, at, size int) {
		rules = append(rules, Rule{On: aMemory, Address: f.Addr + uint64(at), Size: size, Event: f.Number, Kind: k})
	}
	for i, run := range f.Runs[:min(len(f.Runs), mostRuns)] {
		last := run.From + run.N - 1
		if i == 0 {
			add(Lost, run.From, run.N)
		}
		add(Changed, run.From, 0)
		switch {
		case run.N > 4:
			add(Changed, run.From+run.N/2, 0)
			add(NotSet, run.From, 0)
			add(NotSet, last, 0)
			add(Spilled, last+1, 0)
		case f.counts(run):
			add(Number, run.From&^1, 2)
		}
	}
	return rules
}

// mostCounted is the largest difference between two values of an index or a length that is
// not taken for flags.
const mostCounted = 0xfff

// counts reports whether a run is in a number of two bytes that has grown.
func (f found) counts(run Run) bool {
	from := run.From &^ 1
	if from+2 > f.Size || run.From+run.N > from+2 {
		return false
	}
	was, is := binary.LittleEndian.Uint16(f.before[from:]), binary.LittleEndian.Uint16(f.data[from:])
	return is > was && is-was <= mostCounted
}
