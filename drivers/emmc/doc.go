// Package emmc ties the embedded multimedia card to the graph (see libqos/device/storage/emmc for the device). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → sdhci-pci → sd-bus → emmc → emmc-tests/sectors
package emmc
