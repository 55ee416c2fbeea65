// Package sunximmc is the guest's side of the SD/MMC controller of Allwinner's chips: a host of SD and multimedia cards with a FIFO,
// and with a DMA controller of its own, the IDMAC, that works through a chain of descriptors in memory.
//
// It is written from H3 Datasheet, Revision 1.2, section 5.3 "SD/MMC", and the list of registers, bits and fields of descriptors in
// Linux, drivers/mmc/host/sunxi-mmc.c. A [Host] is a Host of package [github.com/qgraph/qgraph/libqos/bus/sd], which has the
// card's side.
//
//	err := h.Start(ctx)                 // reset, clock, no interrupts
//	card, err := sd.Identify(ctx, h)
//	err = card.WriteBlocks(ctx, 8, data)
//
// Typical path:
//
//	arm/orangepi-pc → allwinner-sdhost → allwinner-sdhost-tests/registers
package sunximmc
