// Package i440fx is the host bridge of QEMU's "pc" machines as the guest sees
// it (Intel 440FX PCIset, 82441FX PMC and 82442FX DBX, order number 290549-001),
// with the interrupt wiring of its slots (libqos/board/piix has the router) and the hot plug of QEMU's ACPI firmware
// interface (QEMU 11.1, docs/specs/acpi_pci_hotplug.rst).
//
// Under the qtest accelerator no firmware runs: only the test configures the
// machine.
//
//	host := i440fx.NewHost(machine)
//	bus := pci.NewBus(machine, host, slot, pci.WithHotplug(host))
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → e1000 → pci-device → tests
package i440fx
