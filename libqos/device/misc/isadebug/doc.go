// Package isadebug is the guest's side of devices for people who write firmware and
// kernels: a console of one port, a port that ends QEMU, and ports that keep written values.
//
// The console is QEMU's -debugcon (QEMU 11.1, qemu(1)), after the Bochs User Manual, section
// "port_e9_hack": a byte that is written is a character, and a read tells that there is a
// console. The second has no document; the crate qemu-exit tells about it. Of the third,
// kvm-unit-tests and QEMU's "info mtree" tell.
//
//	c, err := isadebug.NewConsole(ctx, bus)
//	err = isadebug.Character.Write(ctx, c.Regs, 'x')
//
// Typical paths:
//
//	x86_64/isapc → isabus-bridge → isa-bus → isa-debugcon → isa-debugcon-tests/console
//	x86_64/isapc → isabus-bridge → isa-bus → isa-debug-exit → isa-debug-exit-tests/byte
package isadebug
