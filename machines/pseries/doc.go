// Package pseries has QEMU's "pseries" machine, a logical partition of a POWER
// server (QEMU 11.1, docs/system/ppc/pseries.rst). Typical path:
//
//	ppc64/pseries → spapr-pci-host-bridge → pci-bus-spapr → pci-bus → e1000 → pci-device → tests
package pseries
