// Package e1000e drives QEMU's e1000e, an Intel 82574L gigabit Ethernet
// controller: two receive and two transmit queues, legacy and extended
// descriptors, five MSI-X vectors besides MSI and INTx.
//
// It is written from the Intel 82574 GbE Controller Family Datasheet, document
// 317694, revision 3.4, June 2014, "the 82574 datasheet". The code that the family
// shares is in package [github.com/qgraph/qgraph/libqos/device/net/intelnic].
//
//	nic, err := e1000e.New(ctx, bus)
//	err = nic.Reset(ctx)
//	tx, err := nic.OpenTX(ctx, 0, 64, intelnic.ExtendedTX{})
//	err = nic.StartTX(ctx)
//	err = tx.Send(ctx, intelnic.Offload{}, frame)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → e1000e → tests
package e1000e
