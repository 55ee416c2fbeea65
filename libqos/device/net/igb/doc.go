// Package igb drives QEMU's igb, an Intel 82576EB gigabit Ethernet controller:
// sixteen receive and sixteen transmit queues, legacy and advanced descriptors,
// ten MSI-X vectors besides MSI and INTx. It does not use the virtual functions
// (SR-IOV).
//
// It is written from the Intel 82576EB Gigabit Ethernet Controller Datasheet,
// revision 2.7, June 2014, "the 82576 datasheet". The code that the family shares
// is in package [github.com/qgraph/qgraph/libqos/device/net/intelnic].
//
//	nic, err := igb.New(ctx, bus)
//	err = nic.Reset(ctx)
//	err = nic.LinkUp(ctx)
//	tx, err := nic.OpenTX(ctx, 0, 64, igb.AdvancedTX{})
//	err = nic.StartTX(ctx)
//	err = tx.Send(ctx, intelnic.Offload{}, frame)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → igb → tests
package igb
