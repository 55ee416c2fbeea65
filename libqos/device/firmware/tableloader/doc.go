// Package tableloader installs a machine's ACPI tables as its firmware does: it carries out the
// script in the file "etc/table-loader" of QEMU's firmware configuration device, which says
// where files go in memory and which of their bytes are addresses and checksums (EDK II
// edk2-stable202408, OvmfPkg/Include/IndustryStandard/QemuLoader.h).
//
//	loaded, err := tableloader.Run(ctx, device)
//	rsdp, err := loaded.File("etc/acpi/rsdp")
//
// Typical path:
//
//	x86_64/q35 → acpi-q35 → acpi → bios-tables-tests/default
package tableloader
