// Package genericsdhci ties the SD host controllers that systems on chip have
// in their memory map to the graph. Each machine declares where its controller is
// and what it has (see libqos/device/storage/sdhci for the hardware). Typical path:
//
//	arm/raspi2b → generic-sdhci → sdhci → tests
package genericsdhci
