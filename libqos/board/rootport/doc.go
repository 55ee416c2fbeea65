// Package rootport is a PCI Express root port: a bridge from a root bus to a link
// with one slot (PCI-to-PCI Bridge Architecture 1.2, chapter 3 "Registers"; PCI
// Express Base 3.0, sections 6.7 "PCI Express Hot-Plug Support" and 7.8 "PCI
// Express Capability Structure"). A device behind it uses the port for
// configuration space, windows, interrupt pins and hot plug.
//
//	port, err := rootport.New(ctx, root) // at the root bus's slot
//	bus := port.Bus()                             // the link, with its one slot
//
// A [Complex] has the port beside devices of the root bus, for hot plug.
//
// Typical paths:
//
//	x86_64/q35 → q35-pcihost → pci-bus-q35 → pcie-root-bus → pcie-root-port → pci-bus → e1000e → tests
//	aarch64/virt → generic-pcihost → pci-bus-generic → pci-bus → e1000e → e1000e-tests/hotplug
package rootport
