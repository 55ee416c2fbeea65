package graph

// Clock says who moves a QEMU's virtual clock.
type Clock uint8

// The clocks.
const (
	Stepped  Clock = iota // moves when the test steps it: QEMU has the qtest accelerator
	RealTime              // moves by itself: QEMU runs under TCG
)

// String returns the clock as lists and reports name it.
func (c Clock) String() string {
	if c == RealTime {
		return "real time under TCG"
	}
	return "stepped by qtest"
}

// NeedsQtest returns an error of type [*Unavailable] if only a QEMU with the qtest
// accelerator can run the path.
func (p Path) NeedsQtest() error {
	for node, ability := range p.requirements {
		if ability.qtest {
			return ability.without(node, &Inventory{Arch: p.Arch()})
		}
	}
	return nil
}

// StepsClock reports whether the path's test or a driver requires [SteppedClock].
func (p Path) StepsClock() bool {
	for _, a := range p.requirements {
		if a == SteppedClock {
			return true
		}
	}
	return false
}
