package pci

import (
	"context"

	"github.com/qgraph/qgraph/graph"
)

// Attach is [Bus.Attach] as the constructor of a driver. A device whose tests
// are those of every PCI device needs no other:
//
//	graph.ConsumesArg(g, driver, pci.BusInterface, model, pci.Attach)
//	graph.Produces(g, driver, pci.DeviceInterface, pci.Itself)
func Attach(ctx context.Context, bus *Bus, _ *graph.Env, model Model) (*Device, error) {
	return bus.Attach(ctx, model)
}

// Itself is how such a driver produces [DeviceInterface].
func Itself(d *Device) *Device { return d }
