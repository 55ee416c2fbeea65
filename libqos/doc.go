// Package libqos has the guest's side of the machines and devices that tests talk to:
// the drivers of a tiny guest operating system, without the system. Its packages are in
// groups:
//
//	base      the guest itself: memory, byte order, ports, interrupt lines, registers,
//	          device trees, QEMU's objects, hot plug
//	bus       the buses: PCI, I²C, ISA, USB, SD, IndustryPack, and virtio with its transports
//	board     the chips and boards that lead from a machine to a bus: host bridges, south
//	          bridges, root ports, bus controllers, carrier boards
//	device    the devices, by family: clock, firmware, gpio, input, interrupt, net, power,
//	          sensor, serial, sound, storage, virtio, watchdog, and misc for the rest
//	protocol  the protocols that several devices speak: SCSI, PMBus, 9P, USB's human
//	          interface devices, calendars of clocks
//	backend   the host's side of a device: -blockdev, -netdev, -chardev, -audiodev
//
// A package is named after its chip or QEMU's device. It knows registers and rings;
// it declares the keys of its nodes for package graph, and no edges between them.
// Fakes of hardware for unit tests are beside the package that they stand for, as
// virtiofake is beside virtio. The checks that several tests share are in
// tests/suite.
//
// docs/packages.md lists all packages with their first sentences.
package libqos
