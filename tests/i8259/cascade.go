package i8259

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/interrupt/i8259"
)

// cascade checks that a request of the second chip is one of input 2 of the first.
func cascade(t *run.T, p *i8259.Pair) {
	chips := both(p)
	first, second := chips[0], chips[1]
	begin := func(t *run.T, m i8259.Mode) {
		t.Helper()
		first.start(t, m)
		second.start(t, i8259.Mode{})
	}
	t.Step("request", func() {
		begin(t, i8259.Mode{})
		passesOn(t, first, second)
	})
	t.Step("between the neighbours", func() {
		begin(t, i8259.Mode{})
		between(t, first, second)
	})
	t.Step("fully nested", func() {
		begin(t, i8259.Mode{})
		again(t, first, second, none)
	})
	t.Step("special fully nested", func() {
		begin(t, i8259.Mode{FullyNested: true})
		again(t, first, second, i8259.CascadeInput)
	})
}

// passesOn checks each request of the second chip, and both acknowledges.
func passesOn(t *run.T, first, second *chip) {
	for n := range i8259.Inputs {
		second.drive(t, true, n)
		first.holds(t, "with a request of the second chip", 1<<i8259.CascadeInput, 0)
		first.polls(t, "with a request of the second chip", i8259.CascadeInput)
		second.polls(t, "after the first chip", n)
		first.holds(t, "after the acknowledges", 0, 1<<i8259.CascadeInput)
		second.do(t, i8259.NonspecificEOI, 0)
		first.do(t, i8259.NonspecificEOI, 0)
		first.polls(t, "after the end", none)
		second.drive(t, false, n)
	}
	t.Must(second.Mask(t.Context(), 1<<5))
	second.drive(t, true, 5)
	first.polls(t, "with a masked request of the second chip", none)
	t.Must(second.Mask(t.Context(), 0))
	first.polls(t, "with the mask removed", i8259.CascadeInput)
}

// between checks that the requests of the second chip come after 0 and 1, and before 3.
func between(t *run.T, first, second *chip) {
	first.drive(t, true, 3)
	second.drive(t, true, 7)
	first.drive(t, true, 1)
	for _, want := range []int{1, i8259.CascadeInput, 3} {
		first.polls(t, "three requests", want, none)
		if want == i8259.CascadeInput {
			second.polls(t, "three requests", 7)
			second.do(t, i8259.NonspecificEOI, 0)
		}
		first.do(t, i8259.NonspecificEOI, 0)
	}
}

// again checks a second request of the second chip, with a higher priority, while one is
// in service: only special fully nested mode lets it through (section "The Special Fully
// Nested Mode").
func again(t *run.T, first, second *chip, want int) {
	second.drive(t, true, 4)
	first.polls(t, "the first request", i8259.CascadeInput)
	second.polls(t, "the first request", 4)
	second.drive(t, true, 1)
	first.polls(t, "the second request", want)
	second.polls(t, "the second request", 1)
}
