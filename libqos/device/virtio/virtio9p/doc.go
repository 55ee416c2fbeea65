// Package virtio9p drives virtio 9P transports (virtio 1.3, section 5 "Device
// Types", which gives them number 9 and no more; configuration space and feature
// are those of the Linux driver, include/uapi/linux/virtio_9p.h): the requests of a
// 9P client go through one queue, and the replies come back in the buffers that were
// sent with them.
//
// A [Channel] is a device with a driver that has started it, and what a session of
// package p9 runs over:
//
//	channel, err := virtio9p.Open(ctx, hw, hw.Transports[0], virtio.Features{})
//	session, err := p9.NewSession(ctx, channel, 4096)
//	root, err := session.Attach(ctx, p9.User{UID: 0}, "")
//	err = channel.Close(ctx)
//
// What the device serves is the path's -fsdev backend: [Synth], with files that
// QEMU makes up for tests, or [Local], a folder.
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-9p-pci → virtio-9p → tests
package virtio9p
