// Package guest has what every part of the guest's side stands on: the machine
// under test as the guest sees it, its physical memory with an allocator, the
// byte order, memory-mapped windows and interrupt lines.
//
// A machine package makes one [Machine] once QEMU runs; buses and drivers take it
// from there:
//
//	m := guest.Attach(env, binary.LittleEndian, guest.RAM{Base: 1 << 20, Size: 64 << 20})
//	regs := m.Window(0x3f300000, binary.LittleEndian)
//	buf, err := m.Alloc.Alloc(512, 4096)
package guest
