// Package cadencespi drives the SPI controller of Xilinx's Zynq chips, a core of Cadence,
// as a master that selects the chip itself.
//
// It follows the Zynq-7000 SoC Technical Reference Manual, UG585, v1.13, chapter 17 "SPI
// Controller" and appendix B.30 "SPI Controller (SPI)"; names are those of that document.
//
//	bus := ssi.ByBytes(cadencespi.New(machine, guest.Peripheral{Base: 0xe0006000}))
//
// Typical path:
//
//	arm/xilinx-zynq-a9 → xlnx.ps7-spi → n25q128 → tests
package cadencespi
