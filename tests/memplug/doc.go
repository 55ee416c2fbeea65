// Package memplug tests that memory modules can be plugged in and out of a running PC, that their
// memory is there, and that its ACPI code learns of it (QEMU 11.1,
// docs/specs/acpi_mem_hotplug.rst); and that the code can ask about a module that keeps its contents,
// and use its label area (docs/specs/acpi_nvdimm.rst). Typical path:
//
//	x86_64/q35 → acpi-memory-hotplug → device-plug-tests/pc-dimm
package memplug
