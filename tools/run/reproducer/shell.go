package reproducer

import "strings"

// token is a word of a shell's command, or an operator such as | and <<.
type token struct {
	text     string
	operator bool
}

// split splits a line as a POSIX shell does, without expanding anything but the variables
// that are given. Quotes that do not end are taken for characters.
func split(text string, vars map[string]string) []token {
	tokens, ok := splitQuoted(text, vars)
	if ok {
		return tokens
	}
	tokens = nil
	for _, field := range strings.Fields(text) {
		tokens = append(tokens, token{field, strings.Trim(field, "|<>&;") == ""})
	}
	return tokens
}

// splitQuoted is split; false means that a quote does not end.
func splitQuoted(text string, vars map[string]string) (tokens []token, ok bool) {
	var b strings.Builder
	inWord := false
	end := func() {
		if inWord {
			tokens = append(tokens, token{text: b.String()})
		}
		b.Reset()
		inWord = false
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case ' ', '\t', '\n':
			end()
		case '\'':
			n := strings.IndexByte(text[i+1:], '\'')
			if n < 0 {
				return nil, false
			}
			b.WriteString(text[i+1 : i+1+n])
			inWord = true
			i += n + 1
		case '"':
			n := closingQuote(text[i+1:])
			if n < 0 {
				return nil, false
			}
			b.WriteString(expand(strings.NewReplacer(`\"`, `"`, `\\`, `\`, "\\`", "`", `\$`, `$`).Replace(text[i+1:i+1+n]), vars))
			inWord = true
			i += n + 1
		case '\\':
			if i++; i < len(text) {
				b.WriteByte(text[i])
				inWord = true
			}
		case '$':
			n := variable(text[i:])
			b.WriteString(expand(text[i:i+n], vars))
			inWord = true
			i += n - 1
		case '|', '<', '>', '&', ';':
			if digits := b.String(); strings.Trim(digits, "0123456789") == "" && (c == '<' || c == '>') {
				b.Reset() // the number of a descriptor
				inWord = false
			}
			end()
			n := 1
			for i+n < len(text) && strings.IndexByte("|<>&-", text[i+n]) >= 0 && n < 3 && (text[i+n] != '-' || text[i:i+n] == "<<" || text[i+n-1] == '&') {
				n++
			}
			if strings.HasSuffix(text[i:i+n], ">&") || strings.HasSuffix(text[i:i+n], "<&") {
				for i+n < len(text) && text[i+n] >= '0' && text[i+n] <= '9' {
					n++
				}
			}
			tokens = append(tokens, token{text[i : i+n], true})
			i += n - 1
		case '#':
			if !inWord {
				return tokens, true
			}
			b.WriteByte(c)
		default:
			b.WriteByte(c)
			inWord = true
		}
	}
	end()
	return tokens, true
}

// closingQuote returns the place of the double quote that ends a text, -1 if there is none.
func closingQuote(text string) int {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return -1
}

// variable returns the length of the variable's name at the beginning of a text, with its $.
func variable(text string) int {
	if strings.HasPrefix(text, "${") {
		if n := strings.IndexByte(text, '}'); n > 0 {
			return n + 1
		}
		return 1
	}
	n := 1
	for n < len(text) && (text[n] == '_' || text[n] >= 'A' && text[n] <= 'Z' || text[n] >= 'a' && text[n] <= 'z' || n > 1 && text[n] >= '0' && text[n] <= '9') {
		n++
	}
	return n
}

// expand puts the values of variables in the place of their names. Others stay.
func expand(text string, vars map[string]string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(text, '$')
		if i < 0 {
			b.WriteString(text)
			return b.String()
		}
		b.WriteString(text[:i])
		n := variable(text[i:])
		name := strings.Trim(text[i:i+n], "${}")
		if value, ok := vars[name]; ok && name != "" {
			b.WriteString(value)
		} else {
			b.WriteString(text[i : i+n])
		}
		text = text[i+n:]
	}
}
