package field

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"testing"
)

// Field is a field of a data structure.
type Field struct {
	Name string // that of the specification
	At   int    // offset in bytes
	Want []byte
}

// Range is a part of a data structure that may hold anything: its offset and its size in bytes.
type Range struct{ At, Size int }

// Little returns a field that is an unsigned integer, an array or a structure of some,
// little-endian. It panics for other types.
func Little(name string, at int, want any) Field {
	return Field{name, at, encode(binary.LittleEndian, want)}
}

// Big is Little for big-endian numbers.
func Big(name string, at int, want any) Field { return Field{name, at, encode(binary.BigEndian, want)} }

func encode(order binary.ByteOrder, v any) []byte {
	b, err := binary.Append(nil, order, v)
	if err != nil {
		panic(fmt.Sprintf("field: %v", err))
	}
	return b
}

// Text returns a field of size bytes that is a text with the byte pad behind it.
func Text(name string, at int, text string, size int, pad byte) Field {
	return Field{name, at, append([]byte(text), bytes.Repeat([]byte{pad}, size-len(text))...)}
}

// ExpectT checks all of the data. Fields that lie behind its end are errors, too.
func ExpectT(t testing.TB, what string, data []byte, fields []Field, free ...Range) {
	t.Helper()
	for _, message := range differences(data, fields, free) {
		t.Errorf("%s: %s", what, message)
	}
}

// mostMessages limits the bytes that are named one by one.
const mostMessages = 8

func differences(data []byte, fields []Field, free []Range) []string {
	var messages []string
	left := bytes.Clone(data)
	for _, f := range fields {
		if f.At+len(f.Want) > len(left) {
			messages = append(messages, fmt.Sprintf("got %d bytes, want %s up to byte %d", len(data), f.Name, f.At+len(f.Want)))
			continue
		}
		got := data[f.At : f.At+len(f.Want)]
		if !bytes.Equal(got, f.Want) {
			messages = append(messages, fmt.Sprintf("%s = % x, want % x", f.Name, got, f.Want))
		}
		clear(left[f.At : f.At+len(f.Want)])
	}
	for _, r := range free {
		clear(left[min(r.At, len(left)):min(r.At+r.Size, len(left))])
	}
	for i, b := range left {
		if b != 0 {
			messages = append(messages, fmt.Sprintf("byte %d = %#02x, want 0", i, b))
		}
		if len(messages) >= mostMessages {
			break
		}
	}
	return messages
}
