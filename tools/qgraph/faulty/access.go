package faulty

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// access is a qtest command, and what it means if it reads or writes memory or ports.
type access struct {
	line  string
	verb  string
	words []string // after the verb
	form  form
	write bool
	port  bool
	big   bool // numbers have their most significant byte first
	ram   bool // all of it is the guest's memory
	addr  uint64
	size  int     // in bytes
	data  []byte  // of a write, in the order of addresses; of a memset only one byte
	at    []Place // the registers, by byte; the zero Place is none
}

// form is how a command carries data.
type form uint8

const (
	noData form = iota
	number
	hexBlock
	base64Block
	oneByte // memset
)

// widths are the letters of qtest's verbs.
var widths = map[string]int{"b": 1, "w": 2, "l": 4, "q": 8}

// parseAccess reads a command. One that is none of ours has no form.
func parseAccess(line string, big bool) *access {
	words := strings.Fields(line)
	a := &access{line: line}
	if len(words) == 0 {
		return a
	}
	a.verb, a.words = words[0], words[1:]
	if len(words) < 2 {
		return a
	}
	addr, err := strconv.ParseUint(words[1], 0, 64)
	if err != nil {
		return a
	}
	a.addr = addr
	verb, letter := a.verb[:len(a.verb)-1], a.verb[len(a.verb)-1:]
	size, ok := widths[letter]
	switch {
	case ok && (verb == "read" || verb == "write"):
		a.form, a.size, a.write, a.big = number, size, verb == "write", big
	case ok && (verb == "in" || verb == "out"):
		a.form, a.size, a.write, a.port = number, size, verb == "out", true
	case a.verb == "read" || a.verb == "write":
		a.form, a.write = hexBlock, a.verb == "write"
	case a.verb == "b64read" || a.verb == "b64write":
		a.form, a.write = base64Block, a.verb == "b64write"
	case a.verb == "memset":
		a.form, a.write = oneByte, true
	default:
		return a
	}
	if !a.parseData() {
		a.form, a.write = noData, false
	}
	return a
}

// parseData reads what follows the address. It reports whether that makes sense.
func (a *access) parseData() (ok bool) {
	rest := a.words[1:]
	if a.form == number {
		if !a.write {
			return len(rest) == 0
		}
		if len(rest) != 1 {
			return false
		}
		a.data, ok = a.bytesOf(rest[0])
		return ok
	}
	if len(rest) == 0 {
		return false
	}
	size, err := strconv.ParseUint(rest[0], 0, 31)
	if err != nil {
		return false
	}
	a.size = int(size)
	if !a.write {
		return len(rest) == 1
	}
	if len(rest) != 2 {
		return false
	}
	a.data, ok = a.decode(rest[1])
	return ok
}

// bytesOf returns the bytes of a number, in the order of addresses.
func (a *access) bytesOf(text string) ([]byte, bool) {
	v, err := strconv.ParseUint(text, 0, 64)
	if err != nil {
		return nil, false
	}
	b := make([]byte, a.size)
	for i := range b {
		b[i] = byte(v >> (8 * i))
	}
	if a.big {
		slices.Reverse(b)
	}
	return b, true
}

// decode returns the bytes of a block.
func (a *access) decode(text string) ([]byte, bool) {
	var b []byte
	var err error
	switch a.form {
	case number:
		return a.bytesOf(text)
	case hexBlock:
		b, err = hex.DecodeString(strings.TrimPrefix(text, "0x"))
	case base64Block:
		b, err = base64.StdEncoding.DecodeString(text)
	case oneByte:
		v, err := strconv.ParseUint(text, 0, 8)
		return []byte{byte(v)}, err == nil
	}
	return b, err == nil && len(b) == a.size
}

// encode is decode's inverse. A number has that many digits.
func (a *access) encode(b []byte, digits int) string {
	switch a.form {
	case hexBlock:
		return "0x" + hex.EncodeToString(b)
	case base64Block:
		return base64.StdEncoding.EncodeToString(b)
	case oneByte:
		return fmt.Sprintf("%#x", b[0])
	}
	var v uint64
	for i, c := range b {
		if a.big {
			i = len(b) - 1 - i
		}
		v |= uint64(c) << (8 * i)
	}
	return fmt.Sprintf("0x%0*x", digits, v)
}

// with returns the command of a write with other data, some bytes further on.
func (a *access) with(data []byte, further int) string {
	text := fmt.Sprintf("%s %#x", a.verb, a.addr+uint64(further))
	if a.form != number {
		text += fmt.Sprintf(" %#x", a.size)
	}
	return text + " " + a.encode(data, 1)
}

// answer returns the data in a reply to a read.
func (a *access) answer(reply string) ([]byte, bool) {
	text, ok := strings.CutPrefix(reply, "OK ")
	if !ok || a.write || a.form == noData {
		return nil, false
	}
	return a.decode(text)
}

// reply returns the reply to a read with other data.
func (a *access) reply(original string, data []byte) string {
	return "OK " + a.encode(data, len(strings.TrimPrefix(original, "OK 0x")))
}
