package vmstate

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"iter"
	"strconv"
	"strings"
)

// Field is a field of a device's state, or an array of equal ones.
type Field struct {
	Section string // the section or subsection that it is in
	Name    string // with the structures around it: "drives[1].perpendicular"
	Type    string // QEMU's name for it: "uint32", "timer", "buffer", …
	Index   int    // of the first element in its array, NoIndex if it is not in one
	Count   int    // of elements in Raw, 1 if it is not an array
	Size    int    // of an element, in bytes
	Offset  int64  // in the stream, in bytes
	Raw     []byte
}

// NoIndex is the index of a field that is not in an array.
const NoIndex = -1

// Elements returns the elements by their index in the array.
func (f Field) Elements() iter.Seq2[int, []byte] {
	return func(yield func(int, []byte) bool) {
		for i := range f.Count {
			if !yield(f.Index+i, f.Raw[i*f.Size:(i+1)*f.Size]) {
				return
			}
		}
	}
}

// FullName returns the name, with the index if the field is an element of an array.
func (f Field) FullName() string {
	switch {
	case f.Index == NoIndex:
		return f.Name
	case f.Count == 1:
		return fmt.Sprintf("%s[%d]", f.Name, f.Index)
	}
	return fmt.Sprintf("%s[%d…%d]", f.Name, f.Index, f.Index+f.Count-1)
}

// Value returns the field's value as text. Elements of an array are separated by spaces, and
// equal ones that follow each other are counted.
func (f Field) Value() string {
	if f.Count == 1 {
		return Value(f.Type, f.Raw)
	}
	var b strings.Builder
	var last []byte
	times := 0
	flush := func() {
		if times == 0 {
			return
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(Value(f.Type, last))
		if times > 1 {
			fmt.Fprintf(&b, "×%d", times)
		}
	}
	for _, element := range f.Elements() {
		if times > 0 && bytes.Equal(element, last) {
			times++
			continue
		}
		flush()
		last, times = element, 1
	}
	flush()
	return b.String()
}

// Value returns a value of one of QEMU's types as text: signed numbers and times in
// decimal, other numbers in hexadecimal, text in quotes, and everything else byte by byte.
func Value(typ string, raw []byte) string {
	if signed, ok := number(typ, len(raw)); ok {
		v := word(raw)
		switch {
		case typ == "bool" && v <= 1:
			return strconv.FormatBool(v == 1)
		case signed:
			shift := 64 - 8*len(raw)
			return strconv.FormatInt(int64(v<<shift)>>shift, 10)
		}
		return fmt.Sprintf("%#x", v)
	}
	if text, ok := printable(raw); ok {
		return strconv.Quote(text)
	}
	return bytesText(raw)
}

// number reports whether values of the type, of size bytes, are numbers, and signed ones.
func number(typ string, size int) (signed, ok bool) {
	base, _, _ := strings.Cut(typ, " ") // "int32 equal", "int32 le": less or equal
	bits := strconv.Itoa(8 * size)
	switch base {
	case "timer":
		return true, size == 8
	case "bool":
		return false, size == 1
	case "int" + bits:
		return true, true
	case "uint" + bits:
		return false, true
	}
	return false, false
}

// word returns the number in at most eight bytes.
func word(raw []byte) uint64 {
	var b [8]byte
	copy(b[8-len(raw):], raw)
	return binary.BigEndian.Uint64(b[:])
}

// printable returns the text in a buffer that has nothing but text of at least two characters, and zeros after it.
func printable(raw []byte) (string, bool) {
	text := bytes.TrimRight(raw, "\x00")
	for _, c := range text {
		if c < ' ' || c > '~' {
			return "", false
		}
	}
	return string(text), len(text) > 1
}

// bytesText returns bytes in hexadecimal. Zeros at the end are counted.
func bytesText(raw []byte) string {
	const few = 16 // zeros that are written out
	text := bytes.TrimRight(raw, "\x00")
	zeros := len(raw) - len(text)
	if zeros <= few {
		return hex.EncodeToString(raw)
	}
	return strings.TrimSpace(fmt.Sprintf("%x 00×%d", text, zeros))
}
