package graph

// HighRAM is RAM of a machine that begins at 4 GiB or above. A machine has it only on the
// paths of tests that ask for it ([AskHighRAM]), because it changes the machine.
//
// It costs next to nothing, because RAM is sparse: the host gives QEMU pages for what is
// written alone. A PC splits its RAM and takes 1 GiB of addresses. On other machines the RAM
// below fills the way up, some 4 GiB, which QEMU maps without a reservation. A test that
// migrates would pay for it: QEMU looks at each page.
type HighRAM struct {
	Base    uint64   // the first address, in bytes
	Size    uint64   // in bytes
	Props   []Prop   // of -M
	Options []Option // after -M
}

// RAMAbove4GiB, on a machine, is how it gets RAM above 4 GiB.
func RAMAbove4GiB(r HighRAM) EdgeOption {
	return edgeOptionFunc(func(o *edgeOptions) { o.high = &r })
}

// AskHighRAM gives the machine RAM above 4 GiB, if it can have some: on others the path is
// as it would be without, and so it is if the path puts other RAM in place ([SharedRAM]). An
// object learns from [CommandLine.HighRAM] which it is.
func AskHighRAM() TestOption {
	return testOptionFunc(func(o *testOptions) { o.high = true })
}

// highRAM returns the RAM above 4 GiB that the path's test asks for; nil without it.
func (p Path) highRAM() *HighRAM {
	if _, other := p.ram(); other != nil || !p.test().test.opts.high {
		return nil
	}
	return p.machine().machine.opts.high
}

// HighRAM returns the RAM above 4 GiB that the machine has, nil if it has none.
func (c *CommandLine) HighRAM() *HighRAM { return c.high }
