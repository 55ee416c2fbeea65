// Package pci is the guest's side of PCI: configuration space, base address
// registers, capabilities, interrupts (INTx, MSI, MSI-X), function level reset and
// hot plug (PCI Local Bus 3.0; PCI Express Base 3.0 for offsets of 256 and above).
//
// A machine implements [Host]. A [Bus] returns a [Device], which depends on
// nothing else, so a device's driver is the same on a PC, on an ECAM host bridge
// and on a POWER machine. Values are always those of the specification: the Host
// converts the byte order of configuration space, and a [Region] that of a BAR.
//
//	dev, err := bus.Attach(ctx, sdhci.PCIModel()) // the device at the bus's slot
//	regs, err := dev.Map(ctx, 0)                  // BAR 0, sized, placed, programmed
//	err = dev.Enable(ctx)                         // I/O, memory, bus master
//	version, err := sdhci.HostVersion.Read(ctx, regs)
//
// [Bus.Open] does the first three, for a device with its registers in one BAR.
//
// A driver declares a [Model], which reads like the first table of a datasheet. The
// tests of every PCI device compare the device with it. A minimal driver is a model
// and two edges, see [Model.Attach].
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → sdhci-pci → sdhci → tests
package pci
