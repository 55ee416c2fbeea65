package reproducer

import (
	"regexp"
	"strings"
)

// expected is the reply in a comment after a command: "readl 0x10 # OK 0x0000000000000001".
// Anything may follow after a comma.
var expected = regexp.MustCompile(`# *(OK(?: [^ ,]+)?|(?:FAIL|ERR) [^,]+)(?:$|,)`)

// builder puts the lines of a report together to commands with their replies.
type builder struct {
	inHereDocument bool
	all            []*built
	waiting        []*built // for a reply
	ignored        []string
}

// built is a step under way.
type built struct {
	Step
	dma bool
}

// take takes the first of the lines that are left. It returns how many more lines belong to
// it.
func (b *builder) take(lines []line) (more int) {
	l := lines[0]
	if reply := l.reply(); reply != "" {
		b.reply(reply, l.dma)
		return 0
	}
	if l.mark == 'S' || l.mark == '<' {
		return 0
	}
	text := l.text
	c, state := readCommand(text, b.inHereDocument)
	for state == incomplete && more+1 < len(lines) && goesOnWith(lines[more+1]) {
		more++
		text += " " + lines[more].text
		c, state = readCommand(text, b.inHereDocument)
	}
	if state != complete {
		if beginsWithVerb(l.text) || b.inHereDocument && l.text != "" && !isComment(l.text) {
			b.ignored = append(b.ignored, l.text)
		}
		return 0
	}
	for more+1 < len(lines) && broken(&c, lines[more+1]) {
		more++
	}
	b.command(c, l.dma)
	if reply := expected.FindStringSubmatch(text); reply != nil {
		b.reply(reply[1], true) // the newest command
	}
	return more
}

// goesOnWith reports whether a line may be the rest of a command.
func goesOnWith(l line) bool { return l.mark == 0 && l.text != "" && !beginsWithVerb(l.text) }

// broken reports whether a line is the rest of a command's last argument, which mail has
// broken, and appends it.
func broken(c *Command, l line) bool {
	if len(c.Args) == 0 || l.mark != 0 || l.text == "" {
		return false
	}
	last := &c.Args[len(c.Args)-1]
	digits, isNumber := cutHex(*last)
	switch {
	case c.Verb == "b64write":
		if strings.Trim(l.text, base64Alphabet) != "" || uint64(len(*last)) >= (c.Number(1)+2)/3*4 {
			return false
		}
	case !isNumber || !isHex(l.text):
		return false
	case c.Verb == "write":
		if uint64(len(digits)+len(l.text)) > 2*c.Number(1) {
			return false
		}
	case len(digits)+len(l.text) > 16:
		return false
	}
	*last += l.text
	return true
}

// command adds a command. One of a fuzzer's that came just in time for a device's access to
// memory, goes before the command that made the device do it.
func (b *builder) command(c Command, dma bool) {
	s := &built{Step{Command: c}, dma}
	b.waiting = append(b.waiting, s)
	at := len(b.all)
	for at > 0 && dma && b.all[at-1].dma {
		at--
	}
	if dma && at > 0 {
		trigger := b.all[at-1]
		b.all = append(append(append(b.all[:at-1:at-1], b.all[at:]...), s), trigger)
		return
	}
	b.all = append(b.all, s)
}

// reply adds a reply: to the oldest command that waits for one or, of a fuzzer's access, to
// the newest.
func (b *builder) reply(text string, dma bool) {
	if len(b.waiting) == 0 {
		return
	}
	i := 0
	if dma {
		i = len(b.waiting) - 1
	}
	b.waiting[i].Reply = text
	b.waiting = append(b.waiting[:i], b.waiting[i+1:]...)
}

func (b *builder) steps() []Step {
	var all []Step
	for _, s := range b.all {
		all = append(all, s.Step)
	}
	return all
}
