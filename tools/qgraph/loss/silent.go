package loss

import (
	"regexp"

	"github.com/qgraph/qgraph/libqos/protocol/vmstate"
)

// silence says why the loss of some fields has no effect that a test could see.
type silence struct {
	section string // a regular expression for the whole name of the section, or subsection
	field   string // the same for the field
	why     string
}

// silences are the fields of which that is known.
func silences() []silence {
	return []silence{
		{"arm_gic", `irq_state\[\d+\]\.level`, "qtest has the inputs of the interrupt controller"},
	}
}

// why returns why no test sees that a value is lost, "" if that is not known.
func why(d vmstate.Difference) string {
	if text := vmstate.Volatile(d); text != "" {
		return text
	}
	whole := func(pattern, text string) bool { return regexp.MustCompile("^(" + pattern + ")$").MatchString(text) }
	for _, s := range silences() {
		if whole(s.section, d.Section) && whole(s.field, d.Field) {
			return s.why
		}
	}
	return ""
}
