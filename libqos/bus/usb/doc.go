// Package usb is the Universal Serial Bus from the view of a USB device's driver,
// with any host controller: transfers, setup packets and descriptors, and a device
// with an address (Universal Serial Bus Specification, revision 2.0, chapters 4, 5
// and 9 "USB Device Framework").
//
//	device, err := usb.Open(ctx, bus)
//	report, err := device.Control(ctx, usb.GetDescriptor(0x22, 0, 0, 64), nil)
//	in := device.Endpoint(device.Configuration.Interfaces[0].Endpoints[0])
//	n, err := device.Host.Interrupt(ctx, in, p, 100*time.Millisecond)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → pci-ohci → usb-bus → usb-kbd → tests
package usb
