// Package genericsdhci ties the SD host controllers in the memory map of systems on
// chip to the graph. Each machine declares the address and the features of its
// controller (see libqos/device/storage/sdhci for the hardware). Typical path:
//
//	arm/raspi2b → generic-sdhci → sdhci → tests
package genericsdhci
