package translate

import (
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/tools/run/reproducer"
)

// Missed returns a remark on the first line for each function that lines configure in vain:
// nothing is there, or another device than those of the command line, which the lines do not
// configure at all. Where devices are depends on what else the machine has.
func Missed(report *reproducer.Report, l *Layout) []Remark {
	t := &translator{report: report, l: l}
	t.resolve(&resolver{})
	configured := func(at Home) bool {
		return slices.ContainsFunc(t.places, func(p place) bool { return p.kind == config && p.at == at })
	}
	elsewhere, reached := "", false
	for _, f := range l.Functions {
		switch {
		case t.isPlugged(f.Model) && configured(f.At):
			reached = true
		case t.isPlugged(f.Model):
			elsewhere += fmt.Sprintf(", %s is at %v", f.Model, f.At)
		}
	}
	var all []Remark
	said := map[Home]bool{{}: true} // nobody takes the host bridge for a device
	for i, p := range t.places {
		if p.kind != config || said[p.at] || p.at.Bus != 0 {
			continue
		}
		said[p.at] = true
		switch f := l.function(p.at); {
		case f == nil:
			all = append(all, Remark{i + 1, fmt.Sprintf("nothing is at %v%s", p.at, elsewhere)})
		case !reached && elsewhere != "":
			all = append(all, Remark{i + 1, fmt.Sprintf("%s is at %v%s", f.Model, p.at, elsewhere)})
		}
	}
	return all
}
