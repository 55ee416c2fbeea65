// Package slot has the places of a machine that take any device of a kind of bus,
// whatever the device is for: the generic tests know a device by its model and its bus
// alone. A machine offers slots, and so does a device that is a controller.
//
//	x86_64/pc → pci-slot → virtio-rng-pci → device-tests/plug
//	x86_64/pc → pci-slot → usb-controller → usb-port → usb-kbd → device-tests/plug
//
// Package drivers/generic has the table of models.
package slot
