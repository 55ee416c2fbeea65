// Package q35 is the host bridge of QEMU's "q35" machines as the guest sees it
// (Intel 3 Series Express Chipset Family Datasheet, order number 316966-002,
// which includes the Q35), with the interrupt routing of the ICH9 south bridge
// (Intel I/O Controller Hub 9 Family Datasheet, order number 316972-004).
//
// Under the qtest accelerator no firmware runs: the test itself maps
// configuration space.
//
//	host := q35.NewHost(machine)
//	err := host.Setup(ctx)
//	root := pci.NewBus(machine, host, slot, pci.WithSetup(host.Setup))
//
// Typical path:
//
//	x86_64/q35 → q35-pcihost → pci-bus-q35 → pcie-root-bus → pcie-root-port → pci-bus → e1000e → tests
package q35
