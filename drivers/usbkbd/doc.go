// Package usbkbd ties QEMU's USB keyboard to USB (see libqos/protocol/usbhid for the hardware).
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → pci-ohci → usb-bus → usb-kbd → usb-kbd-tests/keys
package usbkbd
