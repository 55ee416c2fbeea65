package faulty

import (
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"
)

// Options say which faults [Generate] makes.
type Options struct {
	PCI     bool // in the configuration space of PCI functions, too
	Stepped bool // the test steps the clock to measure time
	PC      bool // the machine is a PC, which has its timer on line 0
}

// Generate returns the faults that can make a difference to the test that was recorded, in
// order: of each register its writes, and a bit of each class; bits of a class were all
// read and written alike.
func (r *Recorder) Generate(o Options) []Rule {
	var rules []Rule
	behind := r.behindBus()
	for _, at := range slices.SortedFunc(maps.Keys(r.registers), compareRegisters) {
		u := r.registers[at]
		if r.chosen(at, u, o, behind) {
			rules = append(rules, registerRules(at, u)...)
		}
	}
	for _, n := range slices.Sorted(maps.Keys(r.lines)) {
		if n != 0 || !o.PC {
			rules = append(rules, lineRules(n, r.lines[n])...)
		}
	}
	rules = append(rules, r.memoryRules()...)
	if o.Stepped && r.longest >= rateOf {
		rules = append(rules, Rule{On: aClock, Kind: Fast}, Rule{On: aClock, Kind: Slow})
	}
	return rules
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
	pci := strings.HasPrefix(at.Space, "pci/") || strings.HasPrefix(u.name, "pci ")
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
	add := func(k Kind, event int) { rules = append(rules, Rule{On: aLine, Line: n, Kind: k, Event: event}) }
	if l.rises > 0 {
		add(Dropped, 0)
		add(OnNext, 0)
		add(Spurious, l.quiet)
	}
	if l.pulses > 0 {
		add(Doubled, 0) // a level that two causes have is still one level
	}
	if l.falls > 0 {
		add(Stuck, 0)
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

func memoryRules(f found) []Rule {
	var rules []Rule
	add := func(k Kind, at, size int) {
		rules = append(rules, Rule{On: aMemory, Address: f.Addr + uint64(at), Size: size, Event: f.Number, Kind: k})
	}
	run := f.Runs[0]
	last := run.From + run.N - 1
	add(Lost, run.From, run.N)
	add(Changed, run.From, 0)
	if run.N > 4 {
		add(Changed, run.From+run.N/2, 0)
		add(NotSet, run.From, 0)
		add(NotSet, last, 0)
		add(Spilled, last+1, 0)
	} else if from := run.From &^ 1; from+2 <= f.Size && run.N <= 2 {
		add(Number, from, 2)
	}
	return rules
}
