// Package ne2kpci drives QEMU's ne2k_pci, an NE2000 with Realtek's RTL8029AS, and ne2k_isa,
// an NE2000 on an ISA bus: its registers in pages, the remote DMA through which a guest
// reaches the memory on the card, and the buffer ring in that memory.
//
// It is written from National Semiconductor's DP8390D/NS32490D NIC data sheet, TL/F/8582
// (July 1995), "the DP8390 data sheet", and from the RTL8029AS specification (1997), section
// 5.2 "NE2000 Registers".
//
//	nic, err := ne2kpci.New(ctx, bus)
//	err = nic.Reset(ctx)
//	port, err := nic.Start(ctx, ne2kpci.Setup{Receive: ne2kpci.AcceptBroadcast, Address: ne2kpci.Address()})
//	err = port.Post(ctx, frame)
//
// Typical paths:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → ne2k_pci → ne2k_pci-tests/transfers
//	x86_64/isapc → isabus-bridge → isa-bus → ne2k_isa → ne2k_isa-tests/transfers
package ne2kpci
