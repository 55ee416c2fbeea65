// Package x86pc has QEMU's "pc" machines: an i440FX and PIIX3 PC with a 64-bit
// or a 32-bit CPU (QEMU 11.1, docs/system/i386/pc.rst). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → e1000 → pci-device → tests
package x86pc
