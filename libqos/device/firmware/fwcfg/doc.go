// Package fwcfg reads QEMU's firmware configuration device, by which a machine tells its
// firmware the options of the command line: memory, processors, the boot order, a kernel, ACPI
// tables (QEMU 11.1, docs/specs/fw_cfg.rst; keys: Linux 6.12, include/uapi/linux/qemu_fw_cfg.h).
//
//	d := fwcfg.At(m, m.Ports(fwcfg.PortBase, fwcfg.PortCount))
//	id, err := d.Item(ctx, fwcfg.ID, 4)
//	order, err := d.File(ctx, "bootorder")
//
// Typical path:
//
//	x86_64/pc → fw_cfg_io → fw_cfg → fw_cfg-tests/interface
package fwcfg
