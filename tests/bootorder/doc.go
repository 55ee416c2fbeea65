// Package bootorder tests that a machine's firmware learns from which device to boot: by an item
// of the firmware configuration device, by the memory of a PC's clock, and by the file
// "bootorder" (QEMU 11.1, qemu(1), -boot; docs/devel/bootindex.rst). Typical paths:
//
//	ppc/mac99 → fw_cfg_mem → boot-order-tests/once
//	x86_64/q35 → acpi-q35 → acpi-x86 → boot-order-tests/pc
package bootorder
