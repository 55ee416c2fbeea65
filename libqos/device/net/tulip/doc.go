// Package tulip drives QEMU's tulip, DEC's 21143 Ethernet controller: rings and
// chains of descriptors in both directions, setup frames, interrupts (Intel 21143
// PCI/CardBus 10/100Mb/s Ethernet LAN Controller Hardware Reference Manual,
// 278074-001, 1998, "the manual").
//
//	nic, err := tulip.New(ctx, bus)
//	err = nic.Reset(ctx)
//	tx, err := nic.OpenTX(ctx, 16, tulip.Ring)
//	err = tx.Filter(ctx, tulip.Address())
//	err = tx.Send(ctx, tulip.Fragment{First: frame})
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → tulip → tulip-tests/tulip_large_tx
package tulip
