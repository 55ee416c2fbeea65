// Package memhotplug has the registers by which the ACPI code of a PC learns that a memory module
// is plugged in or is to be taken out (QEMU 11.1, docs/specs/acpi_mem_hotplug.rst).
//
//	err := memhotplug.Selector.Write(ctx, d.Regs, 1)
//	s, err := memhotplug.StatusRegister.Read(ctx, d.Regs)
//
// Typical path:
//
//	x86_64/q35 → acpi-memory-hotplug → device-plug-tests/pc-dimm
package memhotplug
