// Package raspi has the Raspberry Pis (BCM2835 ARM Peripherals, Broadcom, 2012, and BCM2711 ARM Peripherals,
// Raspberry Pi Ltd.; QEMU 11.1, docs/system/arm/raspi.rst).
// Windows of RAM are those of QEMU 11.1's "info mtree".
package raspi
