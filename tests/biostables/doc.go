// Package biostables tests the ACPI tables of machines (ACPI 6.5): that the script of their
// loader can be carried out, that they are well-formed, and that they agree with the command line
// and with the places where the machine's devices answer. Typical path:
//
//	x86_64/q35 → acpi-q35 → acpi → bios-tables-tests/default
package biostables
