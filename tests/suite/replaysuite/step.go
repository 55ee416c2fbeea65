package replaysuite

import (
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/qgraph/qgraph/qtest"
)

// PlaceKind tells the kinds of place apart.
type PlaceKind uint8

// The kinds of place.
const (
	Nowhere PlaceKind = iota // of a command that accesses nothing
	Config                   // configuration space of the device
	BAR                      // registers behind a base address register of the device
	Region                   // a memory region of the machine, by its name in "info mtree"
	RAM                      // an address of guest memory, the same on every machine
	InRAM                    // an offset from the beginning of the machine's RAM
)

// Place is what an access is to.
type Place struct {
	Kind   PlaceKind
	BAR    int    // 0 to 5
	Region string // the region's name
	Nth    int    // of several regions with the name, by address: 1 is the first, 0 the only one
	Offset uint64 // in the space, the BAR, the region or the machine's RAM; of RAM the address
}

// String returns the place as a regression's text has it.
func (p Place) String() string {
	switch p.Kind {
	case Config:
		return fmt.Sprintf("config+%#x", p.Offset)
	case BAR:
		return fmt.Sprintf("bar%d+%#x", p.BAR, p.Offset)
	case RAM:
		return fmt.Sprintf("%#x", p.Offset)
	case InRAM:
		return fmt.Sprintf("%s+%#x", ram, p.Offset)
	case Region:
		name := p.Region
		if !plainName.MatchString(name) || ofDevice.MatchString(name) {
			name = strconv.Quote(name)
		}
		if p.Nth > 0 {
			name += fmt.Sprintf("#%d", p.Nth)
		}
		return fmt.Sprintf("%s+%#x", name, p.Offset)
	}
	return ""
}

var (
	plainName = regexp.MustCompile(`^[A-Za-z_][\w.@/:,-]*$`)
	ofDevice  = regexp.MustCompile(`^(config|ram|bar[0-5])$`)
	place     = regexp.MustCompile(`^("(?:[^"\\]|\\.)*"|[^\s"#+]+)(?:#([1-9]\d{0,3}))?\+(0x[0-9a-f]{1,16})(?:\s+|$)`)
	address   = regexp.MustCompile(`^(0x[0-9a-f]{1,16})(?:\s+|$)`)
)

// cutPlace reads the place at the beginning of a text, and returns the text after it.
func cutPlace(text string) (p Place, rest string, err error) {
	if m := address.FindStringSubmatch(text); m != nil {
		p.Kind = RAM
		p.Offset, err = strconv.ParseUint(m[1], 0, 64)
		return p, text[len(m[0]):], err
	}
	m := place.FindStringSubmatch(text)
	if m == nil {
		return p, "", fmt.Errorf("no place in %q: want config+OFFSET, barN+OFFSET, REGION+OFFSET or an address, in lower-case hexadecimal", text)
	}
	if p.Offset, err = strconv.ParseUint(m[3], 0, 64); err != nil {
		return p, "", err
	}
	name, rest := m[1], text[len(m[0]):]
	switch {
	case m[2] == "" && name == "config":
		p.Kind = Config
		return p, rest, nil
	case m[2] == "" && name == ram:
		p.Kind = InRAM
		return p, rest, nil
	case m[2] == "" && ofDevice.MatchString(name):
		p.Kind, p.BAR = BAR, int(name[3]-'0')
		return p, rest, nil
	case name[0] == '"':
		if name, err = strconv.Unquote(name); err != nil || name == "" {
			return p, "", fmt.Errorf("%s is no name of a region", m[1])
		}
	}
	p.Kind, p.Region = Region, name
	p.Nth, _ = strconv.Atoi(m[2]) // 0 if there is none
	return p, rest, nil
}

// The verbs that are not of an access to one register.
const (
	mapBAR     = "map"        // places a BAR of the device, as its address register is programmed
	clockStep  = "clock_step" // by so many ns, or to the next timer
	readBlock  = "read"
	writeBlock = "write"
	fillBlock  = "memset"
)

// ram is the place that begins with the machine's RAM.
const ram = "ram"

// Step is a line of a regression: a command of the qtest protocol with a place for its
// address, or the placement of a BAR.
type Step struct {
	Verb  string
	Place Place
	Size  uint64        // of a block, in bytes
	Value uint64        // that is written to a register, or to each byte by memset
	InRAM bool          // the value is an offset from the beginning of the machine's RAM, and its address is written
	Data  []byte        // that is written in a block
	Time  time.Duration // of a clock_step; 0: to the next timer
	Want  string        // the whole reply, "OK 0x0000000000000001"; "" for any
	Line  int           // its number in the text, from 1; 0 if it comes from none
}

// single is a verb of an access to one register.
var single = regexp.MustCompile(`^(?:(read|write)([bwlq])|(in|out)([bwl]))$`)

// register tells of a verb whether it accesses one register, how wide, whether it writes,
// and whether the place is a port.
func (s Step) register() (w qtest.Width, write, port, ok bool) {
	m := single.FindStringSubmatch(s.Verb)
	if m == nil {
		return 0, false, false, false
	}
	letters := map[string]qtest.Width{"b": qtest.Width8, "w": qtest.Width16, "l": qtest.Width32, "q": qtest.Width64}
	return letters[m[2]+m[4]], m[1] == "write" || m[3] == "out", m[3] != "", true
}

// Reads reports whether the step reads a register.
func (s Step) Reads() bool {
	_, write, _, ok := s.register()
	return ok && !write
}

// Accesses reports whether the step accesses registers or memory.
func (s Step) Accesses() bool { return s.Place.Kind != Nowhere && s.Verb != mapBAR }

// Check returns an error if the step is none that a regression can have.
func (s Step) Check() error {
	_, err := parseStep(s.String())
	return err
}

// Reply returns the reply to a step that reads a register with that value, as QEMU writes it.
func (s Step) Reply(v uint64) string {
	if _, _, port, _ := s.register(); port {
		return fmt.Sprintf("OK 0x%04x", v)
	}
	return fmt.Sprintf("OK 0x%016x", v)
}

// size returns the number of bytes that the step accesses.
func (s Step) size() uint64 {
	if w, _, _, ok := s.register(); ok {
		return uint64(w)
	}
	return s.Size
}

// String returns the line.
func (s Step) String() string {
	words := []string{s.Verb}
	_, write, _, isRegister := s.register()
	switch {
	case s.Verb == mapBAR:
		words = append(words, fmt.Sprintf("bar%d", s.Place.BAR))
	case s.Verb == clockStep && s.Time == 0:
	case s.Verb == clockStep:
		words = append(words, strconv.FormatInt(s.Time.Nanoseconds(), 10))
	case isRegister && write && s.InRAM:
		words = append(words, s.Place.String(), Place{Kind: InRAM, Offset: s.Value}.String())
	case isRegister && write:
		words = append(words, s.Place.String(), fmt.Sprintf("%#x", s.Value))
	case isRegister:
		words = append(words, s.Place.String())
	case s.Verb == writeBlock:
		words = append(words, s.Place.String(), fmt.Sprintf("%#x", s.Size), "0x"+hex.EncodeToString(s.Data))
	case s.Verb == fillBlock:
		words = append(words, s.Place.String(), fmt.Sprintf("%#x", s.Size), fmt.Sprintf("%#x", s.Value))
	default:
		words = append(words, s.Place.String(), fmt.Sprintf("%#x", s.Size))
	}
	if s.Want != "" {
		words = append(words, "#", s.Want)
	}
	return strings.Join(words, " ")
}

// wanted is the reply in the comment of a line.
var wanted = regexp.MustCompile(`^OK(?: 0x[0-9a-f]+)?$`)

// MaxBlock is the largest block of an access, in bytes.
const MaxBlock = 1 << 24

// parseStep reads a line.
func parseStep(line string) (s Step, err error) {
	command, comment, commented := cutComment(line)
	if commented {
		if s.Want = strings.TrimSpace(comment); !wanted.MatchString(s.Want) {
			return s, fmt.Errorf("%q is no reply: want OK, or OK and a number as QEMU writes it", s.Want)
		}
	}
	verb, rest, _ := strings.Cut(strings.TrimSpace(command), " ")
	s.Verb, rest = verb, strings.TrimSpace(rest)
	switch verb {
	case mapBAR:
		if !ofDevice.MatchString(rest) || !strings.HasPrefix(rest, "bar") {
			return s, fmt.Errorf("%q is no BAR: want bar0 to bar5", rest)
		}
		s.Place = Place{Kind: BAR, BAR: int(rest[3] - '0')}
		return s, nil
	case clockStep:
		if rest == "" {
			return s, nil
		}
		ns, err := strconv.ParseInt(rest, 0, 64)
		if err != nil || ns <= 0 {
			return s, fmt.Errorf("%q is no time in ns", rest)
		}
		s.Time = time.Duration(ns)
		return s, nil
	}
	if _, _, _, ok := s.register(); !ok && !slices.Contains([]string{readBlock, writeBlock, fillBlock}, verb) {
		return s, fmt.Errorf("%q is no command of a regression", verb)
	}
	if s.Place, rest, err = cutPlace(rest); err != nil {
		return s, err
	}
	return s, s.arguments(strings.Fields(rest))
}

// cutComment cuts a line at the sign of a comment. A name in quotation marks may have it, too,
// and so may a place, before a number.
func cutComment(line string) (before, after string, ok bool) {
	if i := strings.LastIndex(line, " #"); i >= 0 && strings.Count(line[:i], `"`)%2 == 0 {
		return line[:i], line[i+2:], true
	}
	return line, "", false
}

// arguments reads what stands after the place.
func (s *Step) arguments(words []string) error {
	w, write, _, isRegister := s.register()
	want := map[string]int{readBlock: 1, writeBlock: 2, fillBlock: 2}[s.Verb]
	if isRegister && write {
		want = 1
	}
	if len(words) != want {
		return fmt.Errorf("%s takes %d arguments after its place, got %d", s.Verb, want, len(words))
	}
	if !isRegister {
		return s.block(words)
	}
	if s.Place.Kind == Config && (w > qtest.Width32 || s.Place.Offset%uint64(w) != 0) {
		return errors.New("an access to configuration space has 1, 2 or 4 bytes, and its offset is a multiple of that")
	}
	if s.Place.Offset+uint64(w) < s.Place.Offset {
		return errors.New("the access goes beyond the last address")
	}
	if !write {
		return nil
	}
	digits, inRAM := strings.CutPrefix(words[0], ram+"+")
	if inRAM && w < qtest.Width32 {
		return fmt.Errorf("%q is an address, which does not fit into %d bytes", words[0], w)
	}
	s.InRAM = inRAM
	var err error
	if s.Value, err = strconv.ParseUint(digits, 0, 64); err != nil || s.Value>>(8*w-1)>>1 != 0 {
		return fmt.Errorf("%q is no value of %d bytes", words[0], w)
	}
	return nil
}

// block reads the arguments of an access to a block.
func (s *Step) block(words []string) (err error) {
	if s.Place.Kind == Config {
		return errors.New("configuration space has no accesses to blocks")
	}
	if s.Size, err = strconv.ParseUint(words[0], 0, 64); err != nil || s.Size == 0 || s.Size > MaxBlock || s.Place.Offset+s.Size < s.Place.Offset {
		return fmt.Errorf("%q is no size of a block: want 1 to %d bytes, up to the last address", words[0], MaxBlock)
	}
	switch s.Verb {
	case fillBlock:
		if s.Value, err = strconv.ParseUint(words[1], 0, 8); err != nil {
			return fmt.Errorf("%q is no byte", words[1])
		}
	case writeBlock:
		digits, ok := strings.CutPrefix(words[1], "0x")
		if s.Data, err = hex.DecodeString(digits); err != nil || !ok || uint64(len(s.Data)) != s.Size {
			return fmt.Errorf("the data are not %d bytes, 0x and two digits each", s.Size)
		}
	}
	return nil
}
