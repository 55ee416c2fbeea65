// Package usb has what every USB device answers, whatever the host controller:
// setup packets and descriptors (Universal Serial Bus Specification, revision 2.0,
// chapter 9 "USB Device Framework").
//
//	setup := usb.GetDescriptor(usb.DescriptorDevice, 0, 0, usb.DeviceSize)
//	device, err := usb.ParseDevice(data)
package usb
