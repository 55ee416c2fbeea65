package aml

import "encoding/binary"

// Term is an opcode with its operands.
type Term struct {
	Op      Op
	Names   []string // of names as they stand there, "^PCI0.S08"
	Numbers []uint64 // of fixed size
	Text    string   // of [String]
	Terms   []*Term  // operands with a value; the elements of a package
	Bytes   []byte   // of [Buffer], as long as they stand there
	Body    []*Term  // of a term that contains others
	Fields  []Unit   // of [Field] and its like
}

// Unit is a named field of a region.
type Unit struct {
	Name   string
	Offset uint64 // in bits
	Bits   uint64
}

// Int returns the value of a constant number.
func (t *Term) Int() (v uint64, ok bool) {
	switch t.Op {
	case Zero:
		return 0, true
	case One:
		return 1, true
	case Ones:
		return ^uint64(0), true
	case Byte, Word, DWord, QWord:
		return t.Numbers[0], true
	default:
		return 0, false
	}
}

// Content returns the bytes of a constant buffer. It has zeros behind those that stand there, up
// to its size.
func (t *Term) Content() (p []byte, ok bool) {
	if t.Op != Buffer || len(t.Terms) != 1 {
		return nil, false
	}
	const most = 1 << 16 // more is no resource template
	size, ok := t.Terms[0].Int()
	if !ok || size > most {
		return nil, false
	}
	p = make([]byte, max(int(size), len(t.Bytes)))
	copy(p, t.Bytes)
	return p, true
}

// EISA returns the text of an EISA ID that is a number: "PNP0A03" (section 19.6.37 "EISAID").
func EISA(v uint32) string {
	const digits = "0123456789ABCDEF"
	id := []byte{0, 0, 0, 0, 0, 0, 0}
	n := binary.BigEndian.Uint32(binary.LittleEndian.AppendUint32(nil, v))
	for i := range 3 { // three letters of 5 bits
		id[i] = '@' + byte(n>>(26-5*i)&0x1f)
	}
	for i := range 4 {
		id[3+i] = digits[n>>(12-4*i)&0xf]
	}
	return string(id)
}
