// Package bcm2835dma tests the DMA controller of the Raspberry Pi (see libqos/device/misc/bcm2835dma for the hardware). Each
// path ends in one of
//
//	… → bcm2835-dma → bcm2835-dma-tests/registers
//	… → bcm2835-dma → bcm2835-dma-tests/transfers
//	… → bcm2835-dma → bcm2835-dma-tests/interrupts
package bcm2835dma
