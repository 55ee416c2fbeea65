// Package pcifake has PCI functions without QEMU: a host bridge, and functions
// with configuration space, BARs and messages that follow the specification (PCI
// Local Bus 3.0). A test injects a fault and checks that it is detected.
//
//	fn := pcifake.New(model)
//	fn.SetConfig(pci.VendorID, 0x1234)        // a fault
//	bus := pcifake.NewHost(map[pci.Address]*pcifake.Function{slot: fn}).Bus(slot)
//	dev, err := bus.Attach(ctx, model)
package pcifake
