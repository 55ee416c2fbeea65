// Package hotplug plugs devices in and out of a running machine: QMP's
// device_add and device_del with the wait for the DEVICE_DELETED event (QEMU 11.1,
// QEMU QMP Reference Manual, "Device infrastructure (qdev)"). What the guest has to
// do for a device to go is the business of the bus.
//
//	err := hotplug.Add(ctx, qmp, hotplug.Device{Driver: "virtio-rng-pci", ID: "rng1", Props: []hotplug.Prop{hotplug.String("addr", "06.0")}})
//	err = hotplug.Remove(ctx, qmp, "rng1", eject)
package hotplug
