package sdhcipci

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
)

// Register adds the controller.
func Register(g *graph.Graph) {
	graph.Consumes(g, sdhci.PCIDriver, pci.BusInterface, newPCI)
	graph.Produces(g, sdhci.PCIDriver, sdhci.Interface, func(p *sdhci.PCI) *sdhci.Controller { return p.Controller }, sd.CardByDevice()...)
	graph.Produces(g, sdhci.PCIDriver, sd.Interface, func(p *sdhci.PCI) sd.Port { return p.Controller })
}

// newPCI declares QEMU's device without properties: a controller for
// specification 2.00 with SDMA, ADMA2 and a base clock of 52 MHz.
func newPCI(ctx context.Context, bus *pci.Bus) (*sdhci.PCI, error) {
	return sdhci.NewPCI(ctx, bus, sdhci.Model{
		Version:      0x2401,
		Capabilities: 0x057834b4,
	})
}
