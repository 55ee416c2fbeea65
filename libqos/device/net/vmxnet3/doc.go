// Package vmxnet3 describes QEMU's vmxnet3 on PCI, VMware's paravirtual network
// card. It has no public datasheet (the registers' names are those of Linux,
// drivers/net/vmxnet3/vmxnet3_defs.h). It does not drive its rings.
//
//	dev, err := bus.Attach(ctx, vmxnet3.PCIModel())
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → vmxnet3 → pci-device → tests
package vmxnet3
