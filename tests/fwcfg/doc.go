// Package fwcfg tests QEMU's firmware configuration device: its registers, its DMA, its
// directory, and that its items agree with the command line (QEMU 11.1,
// docs/specs/fw_cfg.rst). Typical path:
//
//	x86_64/pc → fw_cfg_io → fw_cfg → fw_cfg-tests/interface
package fwcfg
