package introspect

import "regexp"

// more are options of info commands that make them tell more.
var more = map[string]string{
	"block":     "-n -v",
	"migrate":   "-a",
	"mtree":     "-f -d -o -D",
	"registers": "-a",
}

// unasked are the commands that are not given, with the reason.
var unasked = map[string]string{}

// rightly is a refusal that is right.
type rightly struct {
	question string // a regular expression for the whole question
	text     string // a regular expression for a part of QEMU's text
	why      string
}

// legitimate are the refusals that are right.
var legitimate = []rightly{}

// Why returns why the refusal is right, "" if no reason is known.
func (x Refusal) Why() string {
	for _, l := range legitimate {
		if matches("^(?:"+l.question+")$", x.Question) && matches(l.text, x.Text) {
			return l.why
		}
	}
	return ""
}

func matches(pattern, text string) bool { return regexp.MustCompile(pattern).MatchString(text) }
