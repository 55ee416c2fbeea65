// Package spapr is a logical partition of a POWER server as its guest sees it
// (Linux on Power Architecture Platform Reference, LoPAPR 1.1; QEMU 11.1,
// docs/system/ppc/pseries.rst): calls of its firmware (RTAS), PCI host bridges,
// interrupt sources, hot plug. The machine is big-endian. Its device tree
// describes its parts.
//
//	m := spapr.NewPartition(q, q.QMP(), tree, ram)
//	host, err := spapr.NewHost(m, node, spapr.BusID)
//	bus := pci.NewBus(m.Machine, host, slot, pci.WithHotplug(host))
//
// A test cannot call the hypervisor, as no CPU runs. So devices access memory
// without translation here: filling the translation tables needs the hypervisor
// (H_PUT_TCE).
//
// Typical path:
//
//	ppc64/pseries → spapr-pci-host-bridge → pci-bus-spapr → pci-bus → e1000 → pci-device → tests
package spapr
