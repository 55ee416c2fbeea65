package reproducer

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// statement is a line of a shell, as far as reproducers need it.
type statement struct {
	command []string // QEMU with its arguments; nil: it runs no QEMU
	label   string   // the line that ends the here-document that follows; "": there is none
	input   []string // lines that echo or printf write
}

var (
	binary     = regexp.MustCompile(`^qemu-(system|fuzz)-([a-z0-9_]+)`)
	variableIs = regexp.MustCompile(`^(?i)\$\{?\w*qemu\w*\}?$`)
	assignment = regexp.MustCompile(`^([A-Za-z_]\w*)=(.*)$`)
	// The prompt of a shell.
	prompt = regexp.MustCompile(`^(\[?[\w.-]+@[\w.-]+[^$#%]*\]?\s*)?[$#%]\s+`)
)

// readStatement reads a line that may be for a shell. Of the variables it uses and sets
// those that name QEMU or its arguments.
func readStatement(text string, vars map[string]string) statement {
	text = prompt.ReplaceAllString(strings.TrimSpace(text), "")
	text = strings.TrimPrefix(text, "* ")
	tokens := split(text, vars)
	var s statement
	for begin := 0; begin < len(tokens); {
		end := begin
		for end < len(tokens) && !ends(tokens[end]) {
			end++
		}
		s.simple(tokens[begin:end], vars)
		begin = end + 1
	}
	return s
}

// ends reports whether a token ends a simple command.
func ends(t token) bool {
	return t.operator && slices.Contains([]string{"|", "|&", "||", "&&", "&", ";", ";;"}, t.text)
}

// simple takes a simple command.
func (s *statement) simple(tokens []token, vars map[string]string) {
	var words []string
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		if !t.operator {
			words = append(words, t.text)
			continue
		}
		if (t.text == "<<" || t.text == "<<-") && i+1 < len(tokens) && s.label == "" {
			s.label = tokens[i+1].text
		}
		if !strings.Contains(t.text[1:], "&") || strings.HasSuffix(t.text, "&") {
			i++ // what follows is the name of a file
		}
	}
	if len(words) > 0 && words[0] == "export" {
		words = words[1:]
	}
	local := map[string]string{}
	for len(words) > 0 {
		m := assignment.FindStringSubmatch(words[0])
		if m == nil {
			break
		}
		local[m[1]] = m[2]
		words = words[1:]
	}
	if len(words) == 0 {
		for name, value := range local {
			vars[name] = value
		}
		return
	}
	if words[0] == "echo" || words[0] == "printf" {
		s.input = append(s.input, written(words[1:])...)
		return
	}
	for i, w := range words {
		if !isBinary(w, words[i+1:]) {
			continue
		}
		command := words[i:]
		if args := local["QEMU_FUZZ_ARGS"]; args != "" {
			command = append([]string{w}, strings.Fields(args)...)
		}
		if s.command == nil {
			s.command = slices.Clone(command)
		}
		return
	}
}

// isBinary reports whether a word is QEMU, with these words after it.
func isBinary(w string, args []string) bool {
	isOption := len(args) > 0 && strings.HasPrefix(args[0], "-")
	switch base := path.Base(w); {
	case binary.MatchString(base):
		return len(args) == 0 || isOption
	case base == "qemu", base == "qemu-kvm", variableIs.MatchString(w):
		return isOption
	}
	return false
}

// written returns the lines that echo -e or printf write.
func written(words []string) []string {
	if len(words) > 0 && strings.HasPrefix(words[0], "-") {
		words = words[1:]
	}
	text := strings.Join(words, " ")
	return strings.Split(strings.NewReplacer(`\n`, "\n", `\r`, "", `\t`, " ").Replace(text), "\n")
}

// goesOn reports whether a statement that runs QEMU goes on in the next line: mail has
// broken it.
func goesOn(text, next string, s statement) bool {
	text, next = strings.TrimSpace(text), strings.TrimSpace(next)
	if next == "" || next == s.label || beginsWithVerb(next) || strings.HasPrefix(next, "#") {
		return false
	}
	if strings.HasSuffix(text, "|") || strings.HasPrefix(next, "|") {
		return true
	}
	if s.command == nil {
		return false
	}
	if strings.HasSuffix(text, ",") || option.MatchString(next) {
		return true
	}
	last := s.command[len(s.command)-1]
	return s.label != "" && strings.HasPrefix(last, "-") && takesValue(last)
}

var option = regexp.MustCompile(`^--?[a-z][\w-]*( |$)`)

// Arch returns the architecture of a QEMU, by the name of its binary; "" if it does not tell.
func Arch(name string) string {
	base := path.Base(name)
	if base == "qemu-kvm" {
		return "x86_64"
	}
	m := binary.FindStringSubmatch(base)
	if m == nil {
		return ""
	}
	return m[2]
}
