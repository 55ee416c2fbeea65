// Package found has faults of boards that a few accesses to registers show: sweeps over all
// registers met them, and random accesses. Each is a test on one machine, which does these
// accesses; QEMU must live and answer.
//
//	ppc64/pseries → machine → found-tests/xive-tima-monitor
//
// They are marked as generic: none knows more of a device than the accesses. docs/found.md
// lists them with reproducers, and "qgraph found" tries these.
package found
