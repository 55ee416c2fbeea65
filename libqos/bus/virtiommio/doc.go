// Package virtiommio reaches virtio devices through memory-mapped registers
// (virtio 1.3, section 4.2 "Virtio Over MMIO"): version 2, and version 1, the legacy
// interface.
//
// A machine has a number of register windows, most of them empty; a [Bus] knows
// where they are and finds the device.
//
//	slot, err := virtiorng.DeviceModel().Attach(ctx, bus)
//	dev, err := slot.Virtio().Open(ctx, slot.Virtio().Transports[0])
//
// A window shows one version, and the machine decides which: QEMU's are legacy
// unless it is told -global virtio-mmio.force-legacy=false. Whichever it is, it is
// the only transport of the device.
//
// Typical path:
//
//	arm/virt → virtio-mmio → virtio-bus → virtio-rng-device → virtio → tests
package virtiommio
