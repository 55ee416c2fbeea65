package aml

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// ErrFormat is wrapped by the errors for bytes that are no AML.
var ErrFormat = errors.New("aml: not valid")

// deepest is the number of terms that may stand in one another.
const deepest = 200

// reader reads the terms of a table.
type reader struct {
	p     []byte
	at    int
	end   int // of the term with a length that is being read
	depth int
	forms map[Op]form
	scope string // that names are relative to
	// arguments returns the number of arguments of the object that a name stands for.
	arguments func(scope, name string) int
	// defined is called for each term that has been read with its scope.
	defined func(scope string, t *Term) error
	bodies  bool // the code of methods is read, too
}

func (r *reader) fail(format string, args ...any) error {
	return fmt.Errorf("%w: at byte %#x: %s", ErrFormat, r.at, fmt.Sprintf(format, args...))
}

// byte reads a byte.
func (r *reader) byte() (byte, error) {
	if r.at >= r.end {
		return 0, r.fail("it ends in a term")
	}
	b := r.p[r.at]
	r.at++
	return b, nil
}

// number reads a little-endian number.
func (r *reader) number(size int) (uint64, error) {
	if r.end-r.at < size {
		return 0, r.fail("it ends in a number of %d bytes", size)
	}
	var p [8]byte
	copy(p[:], r.p[r.at:r.at+size])
	r.at += size
	return binary.LittleEndian.Uint64(p[:]), nil
}

// length reads a PkgLength (section 20.2.4 "Package Length Encoding"). It is that of a field, in
// bits, or counts its own bytes.
func (r *reader) length() (uint64, error) {
	lead, err := r.byte()
	if err != nil {
		return 0, err
	}
	const followShift, shortMask, longMask, reserved = 6, 0x3f, 0x0f, 0x30
	follow := int(lead >> followShift)
	if follow == 0 {
		return uint64(lead & shortMask), nil
	}
	if lead&reserved != 0 {
		return 0, r.fail("the reserved bits of a length, %#x, are not zero", lead)
	}
	rest, err := r.number(follow)
	return rest<<4 | uint64(lead&longMask), err
}

// Prefixes of names (section 20.2.2 "Name Objects Encoding").
const (
	root      = '\\'
	parent    = '^'
	dual      = 0x2e
	multi     = 0x2f
	nullName  = 0x00
	segment   = 4
	underline = '_'
)

func leads(b byte) bool { return b >= 'A' && b <= 'Z' || b == underline }

// isName reports whether a byte begins a name.
func isName(b byte) bool {
	return leads(b) || b == root || b == parent || b == dual || b == multi
}

// name reads a name.
func (r *reader) name() (string, error) {
	var s strings.Builder
	b, err := r.byte()
	for err == nil && (b == root && s.Len() == 0 || b == parent) {
		s.WriteByte(b)
		b, err = r.byte()
	}
	if err != nil {
		return "", err
	}
	count := 1
	switch b {
	case nullName:
		return s.String(), nil
	case dual:
		count = 2
	case multi:
		n, err := r.byte()
		if err != nil {
			return "", err
		}
		count = int(n)
	default:
		r.at--
	}
	for i := range count {
		if i > 0 {
			s.WriteByte('.')
		}
		seg, err := r.segment()
		if err != nil {
			return "", err
		}
		s.WriteString(seg)
	}
	return s.String(), nil
}

// segment reads four characters, and returns them without underlines at the end.
func (r *reader) segment() (string, error) {
	if r.end-r.at < segment {
		return "", r.fail("it ends in a name")
	}
	s := r.p[r.at : r.at+segment]
	for i, b := range s {
		if !leads(b) && (i == 0 || b < '0' || b > '9') {
			return "", r.fail("%q is no name", s)
		}
	}
	r.at += segment
	return string(s[:1]) + strings.TrimRight(string(s[1:]), string(underline)), nil
}

// terms reads terms up to the end.
func (r *reader) terms() ([]*Term, error) {
	var all []*Term
	for r.at < r.end {
		t, err := r.term()
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}

// term reads a term that is an opcode, or a name with a value.
func (r *reader) term() (*Term, error) {
	if r.depth++; r.depth > deepest {
		return nil, r.fail("more than %d terms stand in one another", deepest)
	}
	defer func() { r.depth-- }()
	b, err := r.byte()
	if err != nil {
		return nil, err
	}
	if isName(b) {
		r.at--
		return r.call()
	}
	op := Op(b)
	if b == extended {
		second, err := r.byte()
		if err != nil {
			return nil, err
		}
		op = extended<<8 | Op(second)
	}
	f, ok := r.forms[op]
	if !ok {
		return nil, r.fail("%#x is no opcode", uint16(op))
	}
	t := &Term{Op: op}
	if err := r.fill(t, f); err != nil {
		return nil, err
	}
	return t, r.defined(r.scope, t)
}

// call reads a name and, if it is a method, its arguments.
func (r *reader) call() (*Term, error) {
	name, err := r.name()
	if err != nil {
		return nil, err
	}
	t := &Term{Op: Call, Names: []string{name}}
	for range r.arguments(r.scope, name) {
		a, err := r.term()
		if err != nil {
			return nil, err
		}
		t.Terms = append(t.Terms, a)
	}
	return t, nil
}

// fill reads the operands of an opcode.
func (r *reader) fill(t *Term, f form) error {
	end := r.end
	defer func() { r.end = end }()
	for i := range len(f) {
		if err := r.part(t, f[i]); err != nil {
			return err
		}
	}
	if len(f) > 0 && f[0] == 'l' && r.at != r.end {
		return r.fail("the term %#x ends before its length", uint16(t.Op))
	}
	return nil
}

// sizeOf returns the size in bytes of a number in a [form].
func sizeOf(kind byte) int {
	switch kind {
	case 'b':
		return 1
	case 'w':
		return 2
	case 'd':
		return 4
	default:
		return 8
	}
}

// part reads one part of a term.
func (r *reader) part(t *Term, kind byte) (err error) {
	switch kind {
	case 'l':
		return r.enter()
	case 'n':
		var n string
		n, err = r.name()
		t.Names = append(t.Names, n)
	case 't':
		return add(&t.Terms, r.term)
	case 's':
		return add(&t.Terms, r.place)
	case 'b', 'w', 'd', 'q':
		var v uint64
		v, err = r.number(sizeOf(kind))
		t.Numbers = append(t.Numbers, v)
	case 'z':
		t.Text, err = r.text()
	case 'L':
		t.Body, err = r.body(t)
	case 'F':
		t.Fields, err = r.fields()
	case 'B':
		t.Bytes = r.p[r.at:r.end]
		r.at = r.end
	default: // 'P'
		for r.at < r.end && err == nil {
			err = add(&t.Terms, r.element)
		}
	}
	return err
}

// add appends the term that read returns.
func add(terms *[]*Term, read func() (*Term, error)) error {
	t, err := read()
	if err == nil {
		*terms = append(*terms, t)
	}
	return err
}

// enter reads a length: the term ends there.
func (r *reader) enter() error {
	start := r.at
	n, err := r.length()
	if err != nil {
		return err
	}
	if n < uint64(r.at-start) || n > uint64(r.end-start) {
		return r.fail("a length of %d bytes does not fit between %#x and %#x", n, start, r.end)
	}
	r.end = start + int(n)
	return nil
}

// text reads bytes up to a NUL.
func (r *reader) text() (string, error) {
	start := r.at
	for {
		b, err := r.byte()
		if err != nil {
			return "", err
		}
		if b == 0 {
			return string(r.p[start : r.at-1]), nil
		}
	}
}

// place reads the place for a value, or the null name.
func (r *reader) place() (*Term, error) {
	if r.at >= r.end {
		return nil, r.fail("it ends in a term")
	}
	if b := r.p[r.at]; !isName(b) && b != nullName {
		return r.term()
	}
	return r.reference()
}

// element reads an element of a package, in which a name is no call.
func (r *reader) element() (*Term, error) {
	if isName(r.p[r.at]) {
		return r.reference()
	}
	return r.term()
}

func (r *reader) reference() (*Term, error) {
	n, err := r.name()
	return &Term{Op: Call, Names: []string{n}}, err
}

// body reads the terms inside of one, in the scope that it opens.
func (r *reader) body(t *Term) ([]*Term, error) {
	if t.Op == Method && !r.bodies {
		r.at = r.end
		return nil, nil
	}
	scope := r.scope
	defer func() { r.scope = scope }()
	if len(t.Names) > 0 {
		r.scope = Join(scope, t.Names[0])
	}
	return r.terms()
}

// Kinds of elements of a field list that have no name.
const (
	reservedField = 0x00
	accessField   = 0x01
	connectField  = 0x02
	extendedField = 0x03
)

// fields reads a field list (section 20.2.5.2 "Named Objects Encoding", FieldList).
func (r *reader) fields() ([]Unit, error) {
	var units []Unit
	var bit uint64
	for r.at < r.end {
		u, err := r.unit()
		if err != nil {
			return nil, err
		}
		u.Offset = bit
		bit += u.Bits
		if u.Name != "" {
			units = append(units, u)
		}
	}
	return units, nil
}

// unit reads an element of a field list; one without a name may be a gap.
func (r *reader) unit() (u Unit, err error) {
	switch r.p[r.at] {
	case reservedField:
		r.at++
	case accessField:
		r.at++
		_, err = r.number(2)
		return u, err
	case extendedField:
		r.at++
		_, err = r.number(3)
		return u, err
	case connectField:
		r.at++
		_, err = r.place()
		return u, err
	default:
		if u.Name, err = r.segment(); err != nil {
			return u, err
		}
	}
	u.Bits, err = r.length()
	return u, err
}
