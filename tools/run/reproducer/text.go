package reproducer

import (
	"html"
	"io"
	"mime/quotedprintable"
	"regexp"
	"slices"
	"strings"
)

// plain returns the lines of a posted text without what mail, browsers and terminals have
// done to it.
func plain(text string) []string {
	text = strings.ToValidUTF8(text, "?")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\ufeff", "", "\u200b", "", "\u00a0", " ", "\f", "\n").Replace(text)
	text = colour.ReplaceAllString(text, "")
	text = decodeMail(text)
	text = decodeHTML(text)
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimRight(line, " \t")
		line = quoting.ReplaceAllString(line, "")
		if fence.MatchString(line) {
			line = ""
		}
		lines = append(lines, line)
	}
	return joinContinued(lines)
}

var (
	// What a terminal takes for colour.
	colour = regexp.MustCompile("\x1b\\[[\\d;]*[mK]")
	// The marks of a quotation, also of several, and of a shell that waits for the rest.
	quoting = regexp.MustCompile(`^\s*(>\s?)+`)
	// The beginning or end of a block in Markdown, or in wikis.
	fence = regexp.MustCompile("^\\s*(```+\\s*\\w*|~~~+|\\{\\{\\{|\\}\\}\\}|\\[/?code\\]|\\{code.*\\})$")
	// A line that mail has broken, and an encoded equals sign or line end.
	softBreak = regexp.MustCompile(`(?m)=3D|=0A|=20$`)
)

// decodeMail decodes quoted-printable (RFC 2045, section 6.7).
func decodeMail(text string) string {
	if !softBreak.MatchString(text) {
		return text
	}
	decoded, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(text)))
	if err != nil {
		return text
	}
	return string(decoded)
}

var (
	tags     = regexp.MustCompile(`(?i)</?(pre|code|p|div|span|br|blockquote|tt|b|i|a|body|html|td|tr|table|font|samp|kbd)(\s[^<>]*)?/?>`)
	lineTags = regexp.MustCompile(`(?i)<(br|/p|/div|/pre|/tr)(\s[^<>]*)?/?>\n?|<pre[^<>]*>`)
	entity   = regexp.MustCompile(`&(lt|gt|amp|quot|nbsp|apos|#\d+|#[xX][0-9a-fA-F]+);`)
)

// decodeHTML takes the tags and entities of HTML out, if there are any.
func decodeHTML(text string) string {
	if !tags.MatchString(text) && !entity.MatchString(text) {
		return text
	}
	text = lineTags.ReplaceAllString(text, "\n")
	text = tags.ReplaceAllString(text, "")
	for i := 0; i < 2 && entity.MatchString(text); i++ { // a tracker may have escaped what was escaped
		text = html.UnescapeString(text)
	}
	return strings.ReplaceAll(text, "\u00a0", " ")
}

// joinContinued joins lines that end with a backslash to those that follow. Where a mail
// program has put an empty line between them, it is left out.
func joinContinued(lines []string) []string {
	var joined []string
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		for strings.HasSuffix(line, `\`) && !strings.HasSuffix(line, `\\`) && i+1 < len(lines) {
			i++
			if lines[i] == "" && i+1 < len(lines) {
				i++
			}
			next := strings.TrimLeft(lines[i], " \t")
			next = strings.TrimPrefix(next, "* ") // in a comment of C
			line = strings.TrimSuffix(line, `\`) + " " + next
		}
		joined = append(joined, line)
	}
	return joined
}

var (
	// The marks of QEMU's log of qtest, and of its fuzzers, before a command or a reply.
	logMark = regexp.MustCompile(`^(\[(DMA|DOUBLE-FETCH)\]\s*)*\[([RS]) ?\+?[\d.]+\]\s*`)
	dmaMark = regexp.MustCompile(`^(\[(DMA|DOUBLE-FETCH)\]\s*)+`)
	// The marks of a transcript of ours.
	transcriptMark = regexp.MustCompile(`^\d+\.\d{6} ([<>]) `)
	// Prompts, the numbers of lines, the signs of a patch or of a comment in C.
	decoration = regexp.MustCompile(`^\s*(\(?qtest\)?>?\s+|\$\s+|%\s+|\+\s*|\*\s+|[-•]\s+|//\s*|\d+\s*[:.)|]?\s+)`)
)

// line is a line of a report.
type line struct {
	text   string // without marks and decoration
	mark   byte   // 'R' or 'S' in a log, '>' or '<' in a transcript, else 0
	dma    bool   // a fuzzer's: it came before the access to the device that the line before it began
	hereIn int    // the number of the here-document that it is in, from 1; 0: none
}

// read takes the marks off a line.
func readLine(text string) line {
	l := line{text: strings.TrimSpace(text)}
	if m := logMark.FindStringSubmatch(l.text); m != nil {
		l.mark, l.dma = m[3][0], m[1] != ""
		l.text = l.text[len(m[0]):]
		return l
	}
	if m := transcriptMark.FindStringSubmatch(l.text); m != nil {
		l.mark = m[1][0]
		l.text, _, _ = strings.Cut(l.text[len(m[0]):], "\t; ")
		return l
	}
	if m := dmaMark.FindString(l.text); m != "" {
		l.dma, l.text = true, l.text[len(m):]
	}
	if m := decoration.FindString(l.text); m != "" && beginsWithVerb(l.text[len(m):]) {
		l.text = l.text[len(m):]
	}
	return l
}

func beginsWithVerb(text string) bool {
	verb, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	_, ok := verbs[verb]
	return ok
}

// reply returns the reply of QEMU that a line is; "" if it is none.
func (l line) reply() string {
	word, _, _ := strings.Cut(l.text, " ")
	if l.mark == 'S' || l.mark == '<' || l.mark == 0 {
		if slices.Contains([]string{"OK", "FAIL", "ERR"}, word) && (word != "OK" || len(strings.Fields(l.text)) <= 2) {
			return l.text
		}
	}
	return ""
}

var (
	// The path and the start of QEMU in a transcript of ours.
	transcriptRemark  = regexp.MustCompile(`^\d+\.\d{6} \* (.*)$`)
	transcriptStarted = regexp.MustCompile(`^started \d+: (.*)$`)
	// Its lines that are neither commands nor replies of the first QEMU's qtest.
	transcriptOther = regexp.MustCompile(`^\d+\.\d{6} (2[<>]|\S*(>>|<<|[!|=*]))( |$)`)
)

// ofTranscript returns the path, or QEMU's command line, that a line of a transcript tells.
func ofTranscript(text string) (path, command string) {
	m := transcriptRemark.FindStringSubmatch(text)
	if m == nil {
		return "", ""
	}
	if started := transcriptStarted.FindStringSubmatch(m[1]); started != nil {
		return "", started[1]
	}
	if strings.Count(m[1], "/") > 1 && !strings.Contains(m[1], " ") {
		return m[1], ""
	}
	return "", ""
}
