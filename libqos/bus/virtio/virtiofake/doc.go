// Package virtiofake has a virtio device made of Go, for the unit tests of
// drivers: no QEMU is needed.
//
//	memory := qtestfake.NewMemory()
//	machine := guest.NewMachine(memory.Start(t), binary.LittleEndian, guest.RAM{Base: 1 << 20, Size: 1 << 20})
//	device := virtiofake.NewDevice(memory, machine.Order, virtiofake.Options{QueueSizes: []uint16{8}})
//	device.Serve = func(queue uint16, r virtiofake.Request) []byte { return r.Out }
//
// The device reads and writes rings by itself, with none of package virtio's
// code, and can be told to break the rules; see [Faults].
package virtiofake
