// Package guest is the machine under test as its guest sees it, the base of all
// of libqos: physical memory with an allocator, the byte order, memory-mapped
// registers and ports, interrupt controllers, and lines in both directions.
//
// A machine package makes one [Machine] once QEMU runs. Buses and drivers then
// use it:
//
//	m := guest.Attach(env, binary.LittleEndian, guest.RAM{Base: 1 << 20, Size: 64 << 20})
//	ic := guest.Controller{Path: "/machine/soc/peripherals/ic", Name: "gpu-irq"}
//	emmc := guest.Peripheral{Base: 0x3f300000, Lines: ic.Lines(62)}
//	regs := m.Registers(emmc)
//	line, err := m.WatchLine(ctx, emmc, 0)
//	alert, err := m.Watch(ctx, guest.Outputs{Path: "/machine/peripheral/tmp105"}.Line(0))
//	err = m.Drive(ctx, guest.Inputs{Path: "/machine/peripheral/pca9552"}, 3, false)
//	buf, err := m.Alloc.Alloc(512, 4096)
package guest
