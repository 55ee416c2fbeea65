// Package virtio is the guest's side of virtio devices (Virtual I/O Device
// (VIRTIO) Version 1.3): status and feature negotiation, configuration space and
// split virtqueues, over whatever transport a device is plugged into.
//
// A path hands a test the [Hardware]: a device as it is plugged in, with each
// [Transport] by which it can be driven. A transitional PCI device has four, its
// legacy and its modern interface, each with a pin and with MSI-X. Opened by one of
// them it is a [Device]:
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
//	err = dev.Close(ctx)                                   // reset, memory given back
//
// What stands in memory that driver and device share is in the byte order of
// [Device.Order]: little-endian, but that of the guest through a legacy interface.
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-rng-pci → virtio → tests
package virtio
