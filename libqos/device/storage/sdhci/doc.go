// Package sdhci drives SD host controllers: typed registers, software reset,
// power and clock, commands, and block transfers by programmed I/O, SDMA and ADMA2.
//
// It is written from the SD Specifications, Part A2, SD Host Controller Simplified
// Specification, Version 3.00, February 25, 2011; sections are those of that
// document, names its own. The card's side is in package
// [github.com/qgraph/qgraph/libqos/bus/sd], whose Host a [Controller] is.
//
//	err := c.Start(ctx)                 // reset, power, clock, interrupt status
//	card, err := sd.Identify(ctx, c)
//	c.DMA = sdhci.ADMA2
//	err = card.WriteBlocks(ctx, 8, data)
//
// The same controller sits on a PCI bus ([PCI]) and in the memory map of
// systems on chip ([MemoryMapped]). What one has and another has not is declared
// in a [Model], by the machine that contains it. Typical paths:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → sdhci-pci → sdhci → tests
//	arm/raspi2b → generic-sdhci → sdhci → tests
//
// Registers and descriptors are little-endian on every machine.
package sdhci
