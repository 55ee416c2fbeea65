// Package generic has the machines that are in no package with their parts: what each needs
// to start, and where its RAM is. The generic tests run on all machines. It has besides the
// slots of the machines on which any device is tested.
//
//	hppa/C3700 → machine → machine-tests/start
//
// A machine is a line of the table. The windows of RAM were read from QEMU 11.1's "info
// mtree" and are the largest of each board; machine-tests/start holds that they are RAM, and
// the byte order. A board that is in the emulators of two architectures is here once, in
// the narrower one.
//
// x86_64/nitro is not here: it needs an accelerator of its own. A machine without a window
// has RAM behind a protection controller that lets nothing through after power-on, or, as
// x86_64/x-remote, none at all. The parts of the boards with ARM's IoT Kit and its
// successors (mps2-an505, mps2-an521, mps3-an524, musca-a, musca-b1) have no
// tests of their own for the same reason: qtest's accesses are not secure, and only the
// processor reaches the registers that would let them through. On the mps3-an547 qtest
// reaches those registers, and with them the system timers.
package generic
