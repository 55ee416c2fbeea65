// Package pcnet drives QEMU's pcnet, AMD's Am79C970A PCnet-PCI II: its control and bus
// registers, the initialization block, and rings of descriptors in the four styles.
//
// It is written from the Am79C970A PCnet-PCI II data sheet, publication 19436, "the data
// sheet".
//
//	nic, err := pcnet.New(ctx, bus)
//	err = nic.Reset(ctx)
//	port, err := nic.Start(ctx, pcnet.Setup{Style: pcnet.StylePCI, Address: pcnet.Address()})
//	err = port.Send(ctx, frame)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → pcnet → pcnet-tests/transfers
package pcnet
