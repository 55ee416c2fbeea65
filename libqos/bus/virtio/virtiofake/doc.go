// Package virtiofake has a virtio device in Go, for unit tests of drivers
// without QEMU.
//
//	memory := qtestfake.NewMemory()
//	machine := guest.NewMachine(memory.Start(t), binary.LittleEndian, guest.RAM{Base: 1 << 20, Size: 1 << 20})
//	device := virtiofake.NewDevice(memory, machine.Order, virtiofake.Options{QueueSizes: []uint16{8}})
//	device.Serve = func(queue uint16, r virtiofake.Request) []byte { return r.Out }
//
// The device reads and writes rings with its own code, independent of package
// virtio, and can violate the specification on request; see [Faults].
package virtiofake
