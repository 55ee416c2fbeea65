// Package ipoctal drives QEMU's ipoctal232, GreenSpring's IP-Octal 232 module with
// eight serial channels in a Signetics SCC2698B (Philips SCC2698B Enhanced octal
// universal asynchronous receiver/transmitter, product specification, 2000 Jan 31,
// "the SCC2698B"). The chip's registers are the lower halves of the module's words,
// eight per channel. Each pair of channels shares a block, A to D.
//
//	uart := ipoctal.New(slot)
//	err := uart.Start(ctx, 0)
//	err = uart.Send(ctx, 0, []byte("hello"))
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → tpci200 → ipack → ipoctal232 → tests
package ipoctal
