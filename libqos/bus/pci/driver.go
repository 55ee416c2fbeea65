package pci

import "context"

// Attach is [Bus.Attach] as the constructor of a driver. A device without tests
// of its own needs no other:
//
//	graph.Consumes(g, driver, pci.BusInterface, model.Attach)
//	graph.ProducesItself(g, driver, pci.DeviceInterface)
func (m Model) Attach(ctx context.Context, bus *Bus) (*Device, error) { return bus.Attach(ctx, m) }
