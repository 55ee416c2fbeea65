// Package vmgenid tests the identifier by which a guest learns that it is a copy of another (QEMU
// 11.1, docs/specs/vmgenid.rst; Microsoft, "Virtual Machine Generation ID"). Typical path:
//
//	x86_64/q35 → acpi-q35 → acpi-x86 → vmgenid-tests/set-guid
package vmgenid
