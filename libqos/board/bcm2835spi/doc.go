// Package bcm2835spi drives the SPI master SPI0 of the BCM2835 and its successors, the chips of the Raspberry Pis.
//
// It follows BCM2835 ARM Peripherals, chapter 10 "SPI"; names are from there. The FIFOs hold 64 bytes each (Linux kernel,
// drivers/spi/spi-bcm2835.c, BCM2835_SPI_FIFO_SIZE).
//
//	bus := bcm2835spi.New(machine, guest.Peripheral{Base: 0x20204000}).SPI()
//
// Typical path:
//
//	arm/raspi0 → bcm2835-spi → ssi-bus → w25q256 → tests
package bcm2835spi
