// Package gt64120 is the host bridge of QEMU's "malta" machines as the guest sees
// it (Galileo Technology GT-64120 System Controller, data sheet), with the wiring of
// the board (MIPS Malta User's Manual, MD00048); libqos/board/piix has the interrupt router
// of its south bridge.
//
// Under the qtest accelerator no firmware runs: the bridge decodes its addresses
// after reset.
//
//	host := gt64120.NewHost(machine, pics)
//	err := host.Setup(ctx)
//	bus := pci.NewBus(machine, host, slot, pci.WithSetup(host.Setup))
//
// Typical path:
//
//	mips/malta → gt64120 → pci-bus-gt64120 → pci-bus → e1000 → pci-device → tests
package gt64120
