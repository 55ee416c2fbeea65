// Package raspi2b has QEMU's "raspi2b" machine, a Raspberry Pi 2 Model B with a
// BCM2836 (QEMU 11.1, docs/system/arm/raspi.rst; Broadcom, BCM2835 ARM Peripherals,
// 2012, whose addresses 0x7exxxxxx are 0x3fxxxxxx here). Typical path:
//
//	arm/raspi2b → generic-sdhci → sdhci → tests
package raspi2b
