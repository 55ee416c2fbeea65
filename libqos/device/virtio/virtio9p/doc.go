// Package virtio9p drives virtio 9P transports (virtio 1.3, section 5 "Device
// Types", which only assigns number 9; configuration space and feature are those of
// the Linux driver, include/uapi/linux/virtio_9p.h). The requests of a 9P client go
// through one queue, and the replies come back in the buffers sent with them.
//
// A [Channel] is a device with a driver that has started it. A session of package
// p9 runs over it:
//
//	channel, err := virtio9p.Open(ctx, hw, hw.Transports[0], virtio.Features{})
//	session, err := p9.NewSession(ctx, channel, 4096)
//	root, err := session.Attach(ctx, p9.User{UID: 0}, "")
//	err = channel.Close(ctx)
//
// The device serves the path's -fsdev backend: [Synth], with files that QEMU
// synthesizes for tests, or [Local], a folder.
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-9p-pci → virtio-9p → tests
package virtio9p
