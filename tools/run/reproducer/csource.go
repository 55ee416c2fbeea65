package reproducer

import (
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var (
	// A call of QEMU's C library of qtest: qtest_outl(s, 0xcf8, 0x80001010);
	call = regexp.MustCompile(`\bqtest_(\w+)\s*\(((?:[^()"]|"(?:[^"\\]|\\.)*")*)\)`)
	// A literal of C.
	literal = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"`)
	// Neighbours are one.
	literals = regexp.MustCompile(`"(?:[^"\\]|\\.)*"(\s*"(?:[^"\\]|\\.)*")*`)
	suffix   = regexp.MustCompile(`(?i)^(0x[0-9a-f]+|\d+)[ul]+$`)
)

// fromC returns the commands that the calls of a C test give, as QEMU's fuzzing scripts
// write one.
func fromC(text string) *Report {
	r := &Report{}
	for _, m := range call.FindAllStringSubmatch(text, -1) {
		name, args := m[1], m[2]
		if name == "init" || name == "initf" || name == "start" {
			var all strings.Builder
			for _, l := range literal.FindAllStringSubmatch(args, -1) {
				all.WriteString(unescape(l[1]))
			}
			if r.Command == nil {
				r.Command = append([]string{"qemu-system"}, words(all.String())...)
			}
			continue
		}
		if c, ok := commandOfCall(name, args); ok {
			r.Steps = append(r.Steps, Step{Command: c})
		}
	}
	return r
}

// words returns the words of a command line.
func words(text string) []string {
	var all []string
	for _, t := range split(text, nil) {
		all = append(all, t.text)
	}
	return all
}

// commandOfCall returns the command that a call of qtest_NAME sends.
func commandOfCall(name, args string) (Command, bool) {
	var data []byte
	if text := literals.FindString(args); text != "" {
		for _, m := range literal.FindAllStringSubmatch(text, -1) {
			data = append(data, unescape(m[1])...)
		}
		args = strings.Replace(args, text, "0", 1)
	}
	_, rest, _ := strings.Cut(args, ",") // without the state
	var numbers []string
	for _, a := range strings.Split(rest, ",") {
		a = strings.TrimSpace(a)
		if m := suffix.FindStringSubmatch(a); m != nil {
			a = m[1]
		}
		if a != "" {
			numbers = append(numbers, a)
		}
	}
	line := name + " " + strings.Join(numbers, " ")
	switch name {
	case "clock_step_next":
		line = "clock_step"
	case "memset":
		if len(numbers) == 3 { // address, byte, size
			line = fmt.Sprintf("memset %s %s %s", numbers[0], numbers[2], numbers[1])
		}
	case "bufread", "memread":
		if len(numbers) == 3 {
			line = fmt.Sprintf("read %s %s", numbers[0], numbers[2])
		}
	case "bufwrite", "memwrite":
		if len(numbers) != 3 || data == nil {
			return Command{}, false
		}
		size, err := strconv.ParseUint(numbers[2], 0, 32)
		if err != nil || size == 0 {
			return Command{}, false
		}
		line = fmt.Sprintf("write %s %s 0x%s", numbers[0], numbers[2], hex.EncodeToString(data[:min(uint64(len(data)), size)]))
	}
	c, state := readCommand(line, true)
	return c, state == complete
}

// unescape returns the bytes of a literal of C.
func unescape(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' || i+1 == len(text) {
			b.WriteByte(text[i])
			continue
		}
		i++
		switch c := text[i]; c {
		case 'x':
			end := i + 1
			for end < len(text) && end < i+3 && isHex(text[end:end+1]) {
				end++
			}
			if v, err := strconv.ParseUint(text[i+1:end], 16, 8); err == nil {
				b.WriteByte(byte(v))
			}
			i = end - 1
		case 'n':
			b.WriteByte('\n')
		case 't':
			b.WriteByte('\t')
		case 'r':
			b.WriteByte('\r')
		case '0', '1', '2', '3', '4', '5', '6', '7':
			end := i
			for end < len(text) && end < i+3 && text[end] >= '0' && text[end] <= '7' {
				end++
			}
			if v, err := strconv.ParseUint(text[i:end], 8, 16); err == nil {
				b.WriteByte(byte(v))
			}
			i = end - 1
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
