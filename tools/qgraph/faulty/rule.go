package faulty

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Rule is one fault to plant. As text it is a line:
//
//	register bar0/00:04.0+0x20:4 reads-1 bit 7
//	register port+0x3f8:1 write-lost
//	memory 0x100042 changed event 3
//	memory 0x100040 plus-1 size 2
//	irq 11 dropped
//	irq 11 spurious event 40
//	clock slow
//
// A spurious interrupt comes after the first reply of QEMU's, or after that of the "event".
// A fault of memory is planted each time that the device has written to the address, or,
// with "event", in what one of the test's reads found: reads that find something new
// count from 1.
type Rule struct {
	On       subject
	Register Register // of a fault of a register
	Bit      int      // of its value, for kinds of one bit
	Address  uint64   // of a fault of memory
	Size     int      // of memory: bytes of a Number, or of what is Lost
	Event    int      // of memory: the number of the read, 0 is every one; of Spurious: that of the reply before
	Line     int      // of a fault of an interrupt line
	Kind     Kind

	Name string // the register's name, or of memory the test, if it is known; not a part of the rule
}

// String returns the rule's line.
func (r Rule) String() string {
	switch r.On {
	case aRegister:
		if r.Kind.ofBit() {
			return fmt.Sprintf("register %v %s bit %d", r.Register, r.Kind, r.Bit)
		}
		return fmt.Sprintf("register %v %s", r.Register, r.Kind)
	case aMemory:
		text := fmt.Sprintf("memory %#x %s", r.Address, r.Kind)
		if r.Size > 0 {
			text += fmt.Sprintf(" size %d", r.Size)
		}
		if r.Event > 0 {
			text += fmt.Sprintf(" event %d", r.Event)
		}
		return text
	case aLine:
		text := fmt.Sprintf("irq %d %s", r.Line, r.Kind)
		if r.Event > 0 {
			text += fmt.Sprintf(" event %d", r.Event)
		}
		return text
	}
	return fmt.Sprintf("%s %s", r.On, r.Kind)
}

// OfMemory reports whether the fault is one of memory.
func (r Rule) OfMemory() bool { return r.On == aMemory }

// Compare orders rules for a list.
func (r Rule) Compare(s Rule) int {
	return cmp.Or(
		strings.Compare(string(s.On), string(r.On)), strings.Compare(r.Register.Space, s.Register.Space),
		cmp.Compare(r.Register.Offset, s.Register.Offset), cmp.Compare(r.Register.Width, s.Register.Width),
		cmp.Compare(r.Event, s.Event), cmp.Compare(r.Address, s.Address), cmp.Compare(r.Line, s.Line),
		strings.Compare(string(r.Kind), string(s.Kind)), cmp.Compare(r.Bit, s.Bit),
	)
}

// ParseRules reads rules, one a line. Empty lines, and what follows a #, say nothing.
func ParseRules(r io.Reader) ([]Rule, error) {
	var rules []Rule
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		text, _, _ := strings.Cut(lines.Text(), "#")
		if strings.TrimSpace(text) == "" {
			continue
		}
		rule, err := ParseRule(text)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		rules = append(rules, rule)
	}
	return rules, lines.Err()
}

var errShort = errors.New("want a subject, a place and a kind of fault")

// ParseRule reads one rule.
func ParseRule(text string) (rule Rule, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("rule %q: %w", strings.TrimSpace(text), err)
		}
	}()
	words := strings.Fields(text)
	if len(words) < 2 {
		return rule, errShort
	}
	rule.On, words = subject(words[0]), words[1:]
	switch rule.On {
	case aRegister:
		rule.Register, err = ParseRegister(words[0])
		words = words[1:]
	case aMemory:
		rule.Address, err = strconv.ParseUint(words[0], 0, 64)
		words = words[1:]
	case aLine:
		rule.Line, err = strconv.Atoi(words[0])
		words = words[1:]
	case aClock:
	default:
		return rule, fmt.Errorf("%q is none of register, memory, irq and clock", rule.On)
	}
	if err != nil {
		return rule, err
	}
	if len(words) == 0 {
		return rule, errShort
	}
	rule.Kind, words = Kind(words[0]), words[1:]
	if !slices.Contains(rule.On.kinds(), rule.Kind) {
		return rule, fmt.Errorf("%q is no fault of a %s: these are %v", rule.Kind, rule.On, rule.On.kinds())
	}
	return rule, rule.parseDetails(words)
}

// parseDetails reads the pairs of a word and a number at the end of a rule.
func (r *Rule) parseDetails(words []string) error {
	r.Bit = -1
	for ; len(words) >= 2; words = words[2:] {
		n, err := strconv.Atoi(words[1])
		if err != nil || n < 0 {
			return fmt.Errorf("%q is no number", words[1])
		}
		switch {
		case words[0] == "bit" && r.Kind.ofBit() && n < 8*r.Register.Width:
			r.Bit = n
		case words[0] == "size" && r.On == aMemory:
			r.Size = n
		case words[0] == "event" && (r.On == aMemory || r.Kind == Spurious):
			r.Event = n
		default:
			return fmt.Errorf("%q cannot stand here", strings.Join(words[:2], " "))
		}
	}
	switch {
	case len(words) > 0:
		return fmt.Errorf("%q has no number", words[0])
	case r.Kind.ofBit() && r.Bit < 0:
		return fmt.Errorf("%s needs the number of a bit", r.Kind)
	case !r.Kind.ofBit():
		r.Bit = 0
	}
	if r.Kind == Number && r.Size != 2 && r.Size != 4 {
		return errors.New("plus-1 needs a size of 2 or 4")
	}
	return nil
}
