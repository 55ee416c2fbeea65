// Package ipoctal232 ties a module of eight serial channels to the graph, each
// channel with a far end of its own (see libqos/device/misc/ipoctal for the hardware). Typical
// path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → tpci200 → ipack → ipoctal232 → tests
package ipoctal232
