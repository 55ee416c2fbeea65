// Package cadenceuart is the guest's side of the UART of Xilinx's Zynq.
//
// It is written from Zynq-7000 SoC Technical Reference Manual, Xilinx UG585, chapter 19 "UART Controller" and appendix B, "UART Controller (UART)".
//
// Typical path:
//
//	arm/xilinx-zynq-a9 → cadence_uart → uart → uart-tests/characters
package cadenceuart
