// Package imx25pdk has QEMU's "imx25-pdk" machine, a Freescale i.MX25 Product
// Development Kit (QEMU 11.1, docs/system/arm/imx25-pdk.rst; i.MX25 Multimedia
// Applications Processor Reference Manual, IMX25RM, Rev. 2). Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → tmp105 → tests
package imx25pdk
