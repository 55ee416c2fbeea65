// Package ac97 ties QEMU's AC97 to PCI (see libqos/device/sound/ac97 for the hardware). Typical
// path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → AC97 → AC97-tests/playback_upsample
package ac97
