// Package nvme ties QEMU's nvme to the PCI bus (see libqos/device/storage/nvme for the hardware).
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → nvme → nvme-tests/reg-read
package nvme
