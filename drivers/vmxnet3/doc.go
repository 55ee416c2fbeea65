// Package vmxnet3 ties QEMU's vmxnet3 to PCI (see libqos/device/net/vmxnet3 for the
// hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → vmxnet3 → vmxnet3-tests/transfers
package vmxnet3
