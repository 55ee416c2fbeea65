// Package tulip has the test of DEC's 21143 Ethernet controller, QEMU's tulip: frames
// in both directions through rings and chains of descriptors, address filters,
// interrupts, and frames longer than Ethernet's. The test follows the Intel 21143
// Hardware Reference Manual, 278074-001. Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → tulip → tulip-tests/tulip_large_tx
package tulip
