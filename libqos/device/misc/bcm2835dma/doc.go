// Package bcm2835dma is the guest's side of the DMA controller of Broadcom's BCM2835 and its successors in the Raspberry Pi:
// sixteen channels, each of which works through a chain of control blocks in memory. Channels 7 to 14 are "lite": without
// two-dimensional transfers, and with lengths of 16 bits.
//
// It is written from BCM2835 ARM Peripherals, 6 February 2012, chapter 4 "DMA Controller", and section 1.2.4 "Bus addresses".
//
//	block := bcm2835dma.Block{Info: bcm2835dma.SourceIncrements | bcm2835dma.DestIncrements, Source: from, Dest: to, Length: 64}
//	err := dma.Channel(5).Run(ctx, table, block)
//
// Typical path:
//
//	arm/raspi2b → bcm2835-dma → bcm2835-dma-tests/transfers
package bcm2835dma
