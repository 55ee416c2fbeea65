// Package fwcfg ties the firmware configuration device of a machine to the graph (see
// libqos/device/firmware/fwcfg for the hardware). Typical path:
//
//	x86_64/pc → fw_cfg_io → fw_cfg → fw_cfg-tests/interface
package fwcfg
