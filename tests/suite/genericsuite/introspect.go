package genericsuite

import (
	"regexp"
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/introspect"
)

// refusal is a question that QEMU refuses, and should not.
type refusal struct {
	question string // a regular expression for the whole question
	text     string // QEMU's
	known    graph.Deviation
}

// refusals are those that are known.
func refusals() []refusal {
	return []refusal{
		{`qom-get \S+ temperature3`, "error reading temperature3", graph.Deviates("emc1413-temperature3", graph.Deviation{
			Part:   "emc1413",
			Does:   "An EMC1413 has a property for a fourth temperature, which cannot be read.",
			Says:   "The EMC1413 measures three temperatures: two external ones and its own.",
			Clause: graph.NewClause(`EMC1413 / EMC1414 datasheet, "General Description"`),
		})},
	}
}

// Answered checks that QEMU has answered everything that it was asked, and that each
// refusal is a right one. A known one has a step.
func Answered(t *run.T, report *introspect.Report, err error) {
	t.Helper()
	t.Must(err)
	t.Logf("asked %v", report)
	if report.Properties == 0 {
		t.Error("no property was read")
	}
	known, others := knownRefusals(report.Unexpected())
	for _, k := range known {
		t.Step(k.name, func() {
			for _, x := range k.list {
				t.Errorf("%v, want an answer", x)
			}
		})
	}
	for _, x := range others {
		t.Errorf("%v, want an answer", x)
	}
}

// refused are the refusals of a known kind.
type refused struct {
	name string // of the deviation
	list []introspect.Refusal
}

// knownRefusals returns the refusals that are known, by kind, and the others.
func knownRefusals(list []introspect.Refusal) (known []refused, others []introspect.Refusal) {
	others = slices.Clone(list)
	for _, r := range refusals() {
		question := regexp.MustCompile("^(?:" + r.question + ")$")
		mine := func(x introspect.Refusal) bool { return question.MatchString(x.Question) && x.Text == r.text }
		k := refused{name: r.known.Name}
		for _, x := range others {
			if mine(x) {
				k.list = append(k.list, x)
			}
		}
		others = slices.DeleteFunc(others, mine)
		if len(k.list) > 0 {
			known = append(known, k)
		}
	}
	return known, others
}
