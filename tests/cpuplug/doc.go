// Package cpuplug tests that processors can be plugged in and out of a running PC, and that its
// ACPI code learns of it (QEMU 11.1, docs/specs/acpi_cpu_hotplug.rst; QEMU QMP Reference Manual,
// "query-hotpluggable-cpus"); and that the monitor tells the NUMA node of each. Typical path:
//
//	x86_64/q35 → acpi-cpu-hotplug → cpu-plug-tests/plug
package cpuplug
