// Package vmcoreinfo tests the file by which a guest tells QEMU where its crash notes are (QEMU
// 11.1, docs/specs/vmcoreinfo.rst): the one that a guest can write. Typical path:
//
//	x86_64/q35 → acpi-q35 → acpi → vmcoreinfo-tests/write
package vmcoreinfo
