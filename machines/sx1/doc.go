// Package sx1 has QEMU's "sx1" machine, a Siemens SX1 telephone with an OMAP310
// (QEMU 11.1, docs/system/arm/sx1.rst), which is TI's OMAP5910 without the DSP:
// OMAP5910 Dual-Core Processor, TI SPRS197, has its memory map. Typical path:
//
//	arm/sx1 → omap_i2c → i2c-bus → tmp105 → tests
package sx1
