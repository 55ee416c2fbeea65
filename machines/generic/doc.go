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
// ppc/40p has no serial port here: its Super I/O is one of the devices that "-nodefaults" leaves out. x86_64/nitro is not
// here: it needs an accelerator of its own. A machine without a window
// has none: x86_64/x-remote.
package generic
