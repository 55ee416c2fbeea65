// Package es1370 describes QEMU's ES1370 on PCI, the Ensoniq AudioPCI (Ensoniq,
// ES1370 AudioPCI Specification). It does not play or record.
//
//	dev, err := bus.Attach(ctx, es1370.PCIModel())
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → ES1370 → pci-device → tests
package es1370
