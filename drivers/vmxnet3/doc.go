// Package vmxnet3 ties QEMU's vmxnet3 to PCI: VMware's paravirtual network card.
// It has no public datasheet (the registers' names are those of Linux,
// drivers/net/vmxnet3/vmxnet3_defs.h). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → vmxnet3 → pci-device → tests
package vmxnet3
