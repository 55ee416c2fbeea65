// Package rtl8139 drives Realtek's RTL8139C+ Ethernet controller, QEMU's rtl8139: its four
// transmit descriptors and its receive ring, the descriptors in memory of the C+ mode, its
// EEPROM, its timer and its PHY.
//
// It is written from the Realtek RTL8139C(L) data sheet, "the data sheet", the RTL8139(A/B)
// Programming guide (V0.1, 1999-01-15), "the programming guide", and for the C+ mode from the
// RTL8139C+ data sheet.
//
//	nic, err := rtl8139.New(ctx, bus)
//	err = nic.Reset(ctx)
//	port, err := nic.Start(ctx, rtl8139.Setup{Receive: rtl8139.AcceptPhysical})
//	err = port.Post(ctx, frame)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → rtl8139 → rtl8139-tests/transfers
package rtl8139
