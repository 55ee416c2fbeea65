// Package pcibridge is the bridge between two PCI buses (PCI-to-PCI Bridge Architecture
// 1.2). A device behind it uses the bridge for configuration space, windows and interrupt
// pins. A port of PCI Express is such a bridge, too: package rootport adds its slot.
//
//	b, err := pcibridge.New(ctx, primary, pci.Conventional) // at the primary bus's slot
//	bus := b.Bus()                                          // the secondary bus
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → pci-bridge → pci-bridge-bus → pci-bridge-tests/forwarding
package pcibridge
