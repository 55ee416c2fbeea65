// Package isa is an ISA bus as the guest sees it: ports, and interrupt requests
// with a common destination (ISA bus: IEEE P996; the interrupt requests: Intel
// 8259A Programmable Interrupt Controller, order number 231468, and Intel 82093AA
// I/O Advanced Programmable Interrupt Controller, order number 290566). Ports have
// 16-bit numbers. Not every machine reaches them by port instructions.
//
//	bus := isa.NewBus(m, m.Ports(0, isa.PortCount), isa.ByIOAPIC(ioapic))
//	regs := bus.Ports(0x70, 2)
//	line, err := bus.Watch(ctx, 8)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → pvpanic → pvpanic-tests/panic
package isa
