// Package vhostdevice declares QEMU's vhost-user devices: those of which QEMU has the
// transport, and another process the rest (QEMU 11.1, docs/system/devices/vhost-user).
// Here the test is that process. [Kinds] is the table of them, with the queues of each
// device type (virtio 1.3, section 5 "Device Types"; the clock and the SPI controller
// are from virtio 1.4).
//
//	server, session, err := device.Attach(ctx, env)
//	dev, queues, err := device.Start(ctx, device.Transports[0], virtio.Features{}, 0, 1)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → vhost-user-gpio-pci → vhost-user → tests
package vhostdevice
