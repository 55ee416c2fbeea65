// Package virtiommio reaches virtio devices through memory-mapped registers
// (virtio 1.3, section 4.2 "Virtio Over MMIO"): version 2, and version 1, the legacy
// interface.
//
// A machine has a number of register windows, most of them empty. A [Bus] has
// their addresses and finds the device.
//
//	slot, err := virtiommio.Attach(virtiorng.Model())(ctx, bus)
//	dev, err := slot.Virtio().Open(ctx, slot.Virtio().Transports[0])
//
// A window has one version, chosen by the machine. QEMU's windows are legacy
// without -global virtio-mmio.force-legacy=false. In both cases it is the device's
// only transport.
//
// Typical path:
//
//	arm/virt → virtio-mmio → virtio-bus → virtio-rng-device → virtio → tests
package virtiommio
