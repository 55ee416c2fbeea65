// Package hotplug plugs devices in and out of a running machine: QMP's device_add
// and device_del with the wait for the DEVICE_DELETED event (QEMU 11.1, QEMU QMP
// Reference Manual, "Device infrastructure (qdev)"). The guest's part in a removal
// belongs to the bus.
//
//	err := hotplug.Add(ctx, qmp, hotplug.Device{Driver: "virtio-rng-pci", ID: "rng1", Props: []hotplug.Prop{hotplug.String("addr", "06.0")}})
//	err = hotplug.Remove(ctx, qmp, "rng1", eject)
package hotplug
