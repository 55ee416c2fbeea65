// Package virtio is the guest's side of virtio devices (Virtual I/O Device
// (VIRTIO) Version 1.3): status and feature negotiation, configuration space and
// split virtqueues, with any transport.
//
// A path gives a test the [Hardware]: a plugged device with all of its
// transports, each a [Transport]. A transitional PCI device has four: its
// legacy and its modern interface, each with a pin and with MSI-X. Opened by
// one of them it is a [Device]:
//
//	dev, err := hw.Open(ctx, hw.Transports[0])            // reset, ACKNOWLEDGE, DRIVER
//	err = dev.Negotiate(ctx, virtio.FeaturesOf(virtio.FeatureEventIdx))
//	queue, err := dev.Queue(ctx, 0)                        // rings in guest memory
//	err = dev.Start(ctx)                                   // DRIVER_OK
//
// or, with all of these at once,
//
//	dev, queues, err := hw.Start(ctx, hw.Transports[0], virtio.FeaturesOf(virtio.FeatureEventIdx), 0)
//
// Requests then go through its queues:
//
//	head, err := queue.Add(virtio.Readable(request, 16), virtio.Writable(reply, 512))
//	used, err := queue.Finish(ctx, head)                   // notification, interrupt, used ring
//	err = dev.Close(ctx)                                   // reset, memory freed
//
// Memory that driver and device share has the byte order of [Device.Order]:
// little-endian, or the guest's for a legacy interface.
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-rng-pci → virtio → tests
package virtio
