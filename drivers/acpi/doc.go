// Package acpi ties the ACPI tables of machines to the graph (see
// libqos/device/firmware/tableloader for their way to the guest). Typical path:
//
//	x86_64/q35 → acpi-q35 → acpi → bios-tables-tests/default
package acpi
