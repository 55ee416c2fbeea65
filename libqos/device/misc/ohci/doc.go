// Package ohci drives QEMU's pci-ohci, a USB 1.1 host controller: its root hub, and
// control, bulk and interrupt transfers to devices in its ports (OpenHCI, Open Host
// Controller Interface Specification for USB, release 1.0a, 1999, "OHCI").
//
//	hc, err := ohci.New(ctx, bus)
//	err = hc.Start(ctx)
//	err = hc.ResetPort(ctx, 0)
//	data, err := hc.Control(ctx, usb.Endpoint{MaxPacket: 8}, usb.GetDescriptor(usb.DescriptorDevice, 0, 0, 18), nil)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → pci-ohci → usb-bus → usb-kbd → tests
package ohci
