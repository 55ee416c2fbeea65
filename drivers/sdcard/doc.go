// Package sdcard ties SD memory cards that are plugged into a host's bus to the graph (see libqos/bus/sd for the card). Typical
// path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → sdhci-pci → sd-bus → sd-card → sd-card-tests/registers
package sdcard
