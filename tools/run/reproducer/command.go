package reproducer

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Command is a command of the qtest protocol.
type Command struct {
	Verb string   // "writel"
	Args []string // as posted
}

// String returns the line of the protocol, without its end.
func (c Command) String() string { return strings.Join(append([]string{c.Verb}, c.Args...), " ") }

// argument is the kind of an argument.
type argument uint8

const (
	number   argument = iota // as C writes it: 0x10, 16, 020
	hexData                  // 0x and two digits a byte
	base64ed                 // base64
	word                     // a name, or a path in QOM
)

// syntax is the form of a command's arguments.
type syntax struct {
	args     []argument
	optional int // of these at the end
}

// verbs has the commands of the protocol.
var verbs = func() map[string]syntax {
	v := map[string]syntax{
		"clock_step":        {[]argument{number}, 1},
		"clock_set":         {[]argument{number}, 0},
		"irq_intercept_in":  {[]argument{word}, 0},
		"irq_intercept_out": {[]argument{word, word}, 1},
		"set_irq_in":        {[]argument{word, word, number, number}, 0},
		"read":              {[]argument{number, number}, 0},
		"write":             {[]argument{number, number, hexData}, 0},
		"b64read":           {[]argument{number, number}, 0},
		"b64write":          {[]argument{number, number, base64ed}, 0},
		"memset":            {[]argument{number, number, number}, 0},
		"endianness":        {},
		"rtas":              {[]argument{word, number, number, number, number}, 0},
		"module_load":       {[]argument{word, word}, 0},
	}
	for _, width := range []string{"b", "w", "l", "q"} {
		v["read"+width] = syntax{[]argument{number}, 0}
		v["write"+width] = syntax{[]argument{number, number}, 0}
		if width != "q" {
			v["in"+width] = syntax{[]argument{number}, 0}
			v["out"+width] = syntax{[]argument{number, number}, 0}
		}
	}
	return v
}()

// reading is how far a line is a command.
type reading uint8

const (
	noCommand  reading = iota // it begins with no verb, or goes on as no command does
	incomplete                // arguments are missing at its end
	complete
)

// readCommand reads a command at the beginning of a line. The rest is the text after it. A
// here-document may have anything after a command: QEMU does not look at it. Elsewhere only
// a comment may follow, as sentences may begin with "read" and a number, too.
func readCommand(line string, inHereDocument bool) (c Command, state reading) {
	fields := strings.Fields(line)
	if len(fields) == 0 {
		return Command{}, noCommand
	}
	verb := fields[0]
	s, ok := verbs[verb]
	if !ok {
		return Command{}, noCommand
	}
	c.Verb, fields = verb, fields[1:]
	for i, kind := range s.args {
		left := len(s.args) - i
		if len(fields) == 0 {
			if left <= s.optional {
				return c, complete
			}
			return c, incomplete
		}
		text := strings.TrimRight(fields[0], ",;")
		if !kind.matches(text) {
			if left <= s.optional && isComment(fields[0]) {
				break
			}
			return Command{}, noCommand
		}
		c.Args, fields = append(c.Args, text), fields[1:]
	}
	if len(fields) > 0 && !inHereDocument && !isComment(fields[0]) {
		return Command{}, noCommand
	}
	return c, complete
}

// comments are the beginnings of what people write after a command.
var comments = []string{"#", "//", "/*", ";", "<-", "->", "--", "=>", "←", "→", "("}

func isComment(text string) bool {
	return slices.ContainsFunc(comments, func(begin string) bool { return strings.HasPrefix(text, begin) })
}

func (a argument) matches(text string) bool {
	switch a {
	case number:
		_, err := strconv.ParseUint(text, 0, 64)
		return err == nil && !strings.Contains(text, "_")
	case hexData:
		digits, ok := cutHex(text)
		return ok && digits != "" && isHex(digits)
	case base64ed:
		return text != "" && strings.Trim(text, base64Alphabet) == ""
	}
	return text != ""
}

const base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="

func cutHex(text string) (digits string, ok bool) {
	if digits, ok = strings.CutPrefix(text, "0x"); ok {
		return digits, true
	}
	return strings.CutPrefix(text, "0X")
}

func isHex(text string) bool { return strings.Trim(text, "0123456789abcdefABCDEF") == "" }

// Number returns the argument number i, 0 if it is none.
func (c Command) Number(i int) uint64 {
	if i >= len(c.Args) {
		return 0
	}
	n, err := strconv.ParseUint(c.Args[i], 0, 64)
	if err != nil {
		return 0
	}
	return n
}

// Access is an access to memory or a port.
type Access struct {
	Port  bool
	Write bool
	Fill  bool   // memset: Value is each of its bytes
	Addr  uint64 // the address, or the port's number
	Width int    // bytes of a register's access: 1, 2, 4, 8; 0 for a block
	Size  uint64 // bytes
	Value uint64 // written
	Data  []byte // written in a block; fewer than Size bytes if fewer were posted
}

// widths are the widths of registers, in bytes, by the last letter of a verb.
var widths = map[byte]int{'b': 1, 'w': 2, 'l': 4, 'q': 8}

// Access returns the access that the command makes; false if it makes none.
func (c Command) Access() (Access, bool) {
	a := Access{Addr: c.Number(0)}
	switch c.Verb {
	case "read", "b64read":
		a.Size = c.Number(1)
		return a, true
	case "write", "b64write":
		a.Write, a.Size = true, c.Number(1)
		a.Data = c.data()
		return a, true
	case "memset":
		a.Write, a.Fill, a.Size, a.Value = true, true, c.Number(1), c.Number(2)&0xff
		return a, true
	}
	for _, begin := range []string{"read", "write", "in", "out"} {
		letter, ok := strings.CutPrefix(c.Verb, begin)
		if !ok || len(letter) != 1 || widths[letter[0]] == 0 {
			continue
		}
		a.Width = widths[letter[0]]
		a.Size = uint64(a.Width)
		a.Port = begin == "in" || begin == "out"
		if a.Write = begin == "write" || begin == "out"; a.Write {
			a.Value = c.Number(1)
		}
		return a, true
	}
	return Access{}, false
}

// data returns the bytes of a write or a b64write.
func (c Command) data() []byte {
	if len(c.Args) < 3 {
		return nil
	}
	if c.Verb == "b64write" {
		b, _ := base64.StdEncoding.DecodeString(c.Args[2]) // what is right of it, as QEMU takes it
		return b
	}
	digits, _ := cutHex(c.Args[2])
	b, _ := hex.DecodeString(digits[:len(digits)&^1])
	return b
}

// WriteBlock returns the command that writes bytes to memory.
func WriteBlock(addr uint64, data []byte) Command {
	return Command{Verb: "write", Args: []string{fmt.Sprintf("%#x", addr), fmt.Sprintf("%#x", len(data)), "0x" + hex.EncodeToString(data)}}
}
