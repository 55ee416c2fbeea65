// Package usbkbd tests QEMU's USB keyboard behind any host controller: descriptors, the
// reports of keys that are pressed from outside, and the requests of its class (see
// libqos/protocol/usbhid for the specification). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → pci-ohci → usb-bus → usb-kbd → usb-kbd-tests/keys
package usbkbd
