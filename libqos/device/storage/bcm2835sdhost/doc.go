// Package bcm2835sdhost is the guest's side of the second SD host of Broadcom's BCM2835 and its successors in the Raspberry Pi,
// "SDHOST": a host of SD memory cards whose data pass through a FIFO of [Depth] words. The other host is an SDHCI (see
// libqos/device/storage/sdhci). Both can be led to the pins of the card's slot.
//
// Broadcom has published no description. The package is written from the list of registers, their bits and the comments in Linux,
// drivers/mmc/host/bcm2835.c, and in OpenBSD, sys/dev/fdt/bcm2835_sdhost.c; the pins are those of BCM2835 ARM Peripherals, chapter 6
// "General Purpose I/O (GPIO)", and Linux, arch/arm/boot/dts/broadcom/bcm2835-common.dtsi and bcm283x.dtsi, "sdhost_gpio48". A [Host] is
// a Host of package [github.com/qgraph/qgraph/libqos/bus/sd], which has the card's side.
//
//	err := h.Start(ctx)                 // pins, power, clock, no interrupts
//	card, err := sd.Identify(ctx, h)
//	err = card.WriteBlocks(ctx, 8, data)
//
// Typical path:
//
//	arm/raspi2b → bcm2835-sdhost → bcm2835-sdhost-tests/registers
package bcm2835sdhost
