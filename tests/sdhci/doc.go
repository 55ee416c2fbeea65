// Package sdhci tests SD host controllers on any machine or bus: their registers
// against the standard and against their model's declaration, and block transfers
// with a card, compared byte by byte.
//
// The controllers follow the SD Host Controller Simplified Specification, Version
// 3.00, or an older one; sections are those of Version 3.00. See libqos/device/storage/sdhci for
// the controller and libqos/bus/sd for the card. Typical paths:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → sdhci-pci → sdhci → sdhci-tests/registers
//	arm/raspi2b → generic-sdhci → sdhci → sdhci-tests/registers
package sdhci
