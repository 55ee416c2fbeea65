// Package sdhci tests SD host controllers, whatever machine or bus has them: their
// registers against the standard and against what their model declares, and block
// transfers with a card whose every byte is compared.
//
// The controllers follow the SD Host Controller Simplified Specification, Version
// 3.00, or an older one; sections are those of Version 3.00. See libqos/device/storage/sdhci for
// the controller and libqos/bus/sd for the card. Typical paths:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → sdhci-pci → sdhci → sdhci-tests/registers
//	arm/raspi2b → generic-sdhci → sdhci → sdhci-tests/registers
package sdhci
