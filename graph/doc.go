// Package graph holds the qgraph itself: machines, drivers, interfaces and
// tests, the edges between them, the paths from a machine to a test, and the
// QEMU command line of each path.
//
// Nothing here starts a process or opens a socket. The flow is one way:
//
//	Register ─► Validate ─► Paths ─► CommandLine ─► (start QEMU) ─► Path.Run
//
// Nodes are named by typed keys, so an edge that hands a test something other
// than what it asked for does not compile:
//
//	// libqos/sdhci
//	var Bus = graph.NewInterface[Controller]("sdhci")
//	var PCI = graph.NewDriver[*PCIController]("sdhci-pci")
//
//	// drivers/sdhcipci
//	func Register(g *graph.Graph) {
//		graph.Consumes(g, sdhci.PCI, pci.Bus, newPCI)
//		graph.Produces(g, sdhci.PCI, sdhci.Bus, func(c *sdhci.PCIController) sdhci.Controller { return c })
//	}
//
//	// tests/sdhci
//	func Register(g *graph.Graph) {
//		graph.Test(g, "sdhci-tests/registers", sdhci.Bus, registers)
//	}
//
// yields, on a PC, the path
//
//	x86_64/pc/i440FX-pcihost/pci-bus-pc/pci-bus/sdhci-pci/sdhci/sdhci-tests/registers
package graph
