// Package sabrelite has QEMU's "sabrelite" machine, a Boundary Devices SABRE Lite
// with a Freescale i.MX 6Quad (QEMU 11.1, docs/system/arm/sabrelite.rst; i.MX
// 6Dual/6Quad Applications Processor Reference Manual, IMX6DQRM, Rev. 3). Typical
// path:
//
//	arm/sabrelite → generic-sdhci → sdhci → tests
package sabrelite
