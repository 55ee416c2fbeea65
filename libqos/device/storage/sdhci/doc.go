// Package sdhci drives SD host controllers: typed registers, software reset, power
// and clock, commands, and block transfers by programmed I/O, SDMA and ADMA2.
//
// It is written from the SD Specifications, Part A2, SD Host Controller Simplified
// Specification, Version 3.00, February 25, 2011; sections and names are from that
// document. The card's side is in package [github.com/qgraph/qgraph/libqos/bus/sd].
// A [Controller] is a Host of that package.
//
//	err := c.Start(ctx)                 // reset, power, clock, interrupt status
//	card, err := sd.Identify(ctx, c)
//	c.DMA = sdhci.ADMA2
//	err = card.WriteBlocks(ctx, 8, data)
//
// The same controller sits on a PCI bus ([PCI]) and in the memory map of
// systems on chip ([MemoryMapped]). A [Model] declares the differences between
// controllers. The machine that contains the controller provides it. Typical paths:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → sdhci-pci → sdhci → tests
//	arm/raspi2b → generic-sdhci → sdhci → tests
//
// Registers and descriptors are little-endian on every machine.
package sdhci
