// Package usbhid drives human interface devices on USB with the boot protocol:
// keyboards (Device Class Definition for Human Interface Devices (HID), version
// 1.11, "HID"; HID Usage Tables, version 1.12, chapter 10 "Keyboard/Keypad Page").
//
//	k, err := usbhid.Open(ctx, bus)
//	err = k.SetProtocol(ctx, usbhid.BootProtocol)
//	report, err := k.Report(ctx, 100*time.Millisecond)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → pci-ohci → usb-bus → usb-kbd → usb-kbd-tests/keys
package usbhid
