// Package virtiopci reaches virtio devices over PCI (virtio 1.3, section 4.1
// "Virtio Over PCI Bus").
//
// A transitional device has two register interfaces: the legacy one in its first
// BAR, and the modern one at the addresses in vendor capabilities. Each can be used
// with the device's interrupt pin and with MSI-X, so that a transitional device has
// up to four transports:
//
//	f, err := virtiorng.PCIModel().Attach(ctx, bus)
//	dev, err := f.Virtio().Open(ctx, f.Virtio().Transports[0])
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-rng-pci → virtio → tests
package virtiopci
