package graph

import "fmt"

// Ability is the key of something that a machine, a bus or a QEMU can do and others
// cannot, as hot plug: [Provides] says who can, [Requires] who needs it.
type Ability struct {
	text  string
	qtest bool // a QEMU with the qtest accelerator has it, and no other
}

// NewAbility returns the key of an ability. Its text completes the sentence "it
// requires …".
func NewAbility(text string) Ability { return Ability{text: text} }

// NewQtestAbility returns the key of an ability that a QEMU with the qtest accelerator
// provides, and nothing else. Its text has no comma.
func NewQtestAbility(text string) Ability { return Ability{text: text, qtest: true} }

// String returns the ability's text.
func (a Ability) String() string { return a.text }

// without returns why a node that requires the ability cannot be tested with q, which
// has no qtest accelerator.
func (a Ability) without(node string, q *Inventory) error {
	return &Unavailable{node, NoAccelerator, a.text, fmt.Sprintf("it requires %s, but %s has no qtest accelerator", a, q)}
}

// Abilities that a QEMU provides.
var (
	// SteppedClock is for a test that measures time, or steps the virtual clock by itself:
	//
	//	graph.Test(g, "ds1338-tests/clock", ds1338.Driver, clock, graph.Requires(graph.SteppedClock))
	//
	// A test that waits for something, or lets some time pass, does not require it.
	SteppedClock = NewQtestAbility("a clock that the test steps")

	// idleProcessors is required by a machine without a [Halt].
	idleProcessors = NewQtestAbility("processors that execute nothing")
)

// requirements yields the abilities that the nodes of the path require, the machine
// first, the test last.
func (p Path) requirements(yield func(node string, a Ability) bool) {
	if _, halts := p.Halt(); !halts && !yield(p.machine().name, idleProcessors) {
		return
	}
	for _, e := range p.edges {
		for _, a := range e.opts.requires {
			if !yield(e.name, a) {
				return
			}
		}
	}
	for _, a := range p.test().test.opts.requires {
		if !yield(p.test().name, a) {
			return
		}
	}
}
