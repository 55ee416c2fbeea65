// Package pcifake has PCI functions without QEMU: a host bridge, and functions
// whose configuration space, BARs and messages do what the specification says (PCI
// Local Bus 3.0). A test changes one and sees that it is noticed.
//
//	fn := pcifake.New(model)
//	fn.SetConfig(pci.VendorID, 0x1234)        // a fault
//	bus := pcifake.NewHost(map[pci.Address]*pcifake.Function{slot: fn}).Bus(slot)
//	dev, err := bus.Attach(ctx, model)
package pcifake
