// Package es1370 ties QEMU's ES1370 to PCI (see libqos/device/sound/es1370 for the
// hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → ES1370 → ES1370-tests/playback
package es1370
