// Package spaprpci ties the PCI host bridge of QEMU's "pseries" machines to the
// graph: its bus, and how devices are plugged into it (see libqos/board/spapr for the
// hardware). Typical path:
//
//	ppc64/pseries → spapr-pci-host-bridge → pci-bus-spapr → pci-bus → e1000 → pci-device → tests
package spaprpci
