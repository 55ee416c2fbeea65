// Package usbkbd tests QEMU's USB keyboard behind any host controller: descriptors, the
// reports of keys pressed from outside, and the class requests (see
// libqos/protocol/usbhid for the specification). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → pci-ohci → usb-bus → usb-kbd → usb-kbd-tests/keys
package usbkbd
