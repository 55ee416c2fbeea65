// Package graph holds the qgraph itself: machines, drivers, interfaces and
// tests, the edges between them, the paths from a machine to a test, and the
// QEMU command line of each path.
//
// Nothing here starts a process or knows one: package run has the environment of a
// running path. The flow is one way:
//
//	Register ─► Validate ─► Paths ─► CommandLine ─► (start QEMU) ─► Path.Build ─► Path.Test
//
// Nodes are named by typed keys, so an edge that hands a test an object of the
// wrong type does not compile:
//
//	// libqos/device/storage/sdhci
//	var Interface = graph.NewInterface[*Controller]("sdhci")
//	var PCIDriver = graph.NewDriver[*PCI]("sdhci-pci")
//
//	// drivers/sdhcipci
//	func Register(g *graph.Graph) {
//		graph.Consumes(g, sdhci.PCIDriver, pci.BusInterface, newPCI)
//		graph.Produces(g, sdhci.PCIDriver, sdhci.Interface, func(p *sdhci.PCI) *sdhci.Controller { return p.Controller })
//	}
//
//	// tests/sdhci
//	func Register(g *graph.Graph) {
//		graph.Test(g, "sdhci-tests/registers", sdhci.Interface, registers)
//	}
//
// yields, on a PC, the path
//
//	x86_64/pc/i440FX-pcihost/pci-bus-pc/pci-bus/sdhci-pci/sdhci/sdhci-tests/registers
package graph
