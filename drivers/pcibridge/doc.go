// Package pcibridge ties QEMU's bridges between PCI buses to the graph, with conventional
// buses and with links behind them (see libqos/bus/pcibridge for the hardware). The
// devices behind belong to the tests. Typical paths:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → pci-bridge → pci-bridge-bus → pci-bridge-tests/forwarding
//	x86_64/q35 → q35-pcihost → pci-bus-q35 → pcie-root-bus → ioh3420 → pcie-port → pcie-port-tests/forwarding
//	x86_64/q35 → q35-pcihost → pci-bus-q35 → pcie-root-bus → pxb-pcie → pxb-pcie-bus → ioh3420 → pcie-port → tests
package pcibridge
