// Package i6300esb ties the watchdog timer of the 6300ESB to the graph (see libqos/device/watchdog/i6300esb for the hardware). Typical
// path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → i6300esb → watchdog → watchdog-tests/pause
package i6300esb
