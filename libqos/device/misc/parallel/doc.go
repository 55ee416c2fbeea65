// Package parallel is the guest's side of the parallel port of a PC, with the printer that is
// behind QEMU's: it takes a byte at each strobe, acknowledges it, and passes it to a chardev.
//
// Registers are those of the IBM RT Hardware Technical Reference, volume I, "Serial/Parallel
// Adapter", section "Printer", which are those of the IBM PC's "Parallel Printer Adapter"; names
// are from there. The direction of the data is that of the IBM Personal System/2 Hardware Interface
// Technical Reference, section "Parallel Port Controller". The handshake of a byte is that of
// Centronics.
//
//	p, err := parallel.New(ctx, bus)
//	err = p.Print(ctx, 'x')
//
// Typical path:
//
//	x86_64/isapc → isabus-bridge → isa-bus → isa-parallel → isa-parallel-tests/printer
package parallel
