// Package cpuhotplug has the registers by which the ACPI code of a PC learns that a processor is
// plugged in or is to be taken out (QEMU 11.1, docs/specs/acpi_cpu_hotplug.rst).
//
//	err := d.Choose(ctx, 2)
//	s, err := cpuhotplug.StatusRegister.Read(ctx, d.Regs)
//
// Typical path:
//
//	x86_64/q35 → acpi-cpu-hotplug → cpu-plug-tests/plug
package cpuhotplug
