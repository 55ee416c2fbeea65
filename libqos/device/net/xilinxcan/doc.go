// Package xilinxcan has what the CAN controllers of Xilinx's and AMD's chips share (zynqcan, canfd): the registers that lead from
// one mode to another, identifiers, and two controllers that are on one bus.
//
// It is written from the Zynq-7000 SoC Technical Reference Manual, UG585 1.15, appendix B, module can, and from the Versal Adaptive
// SoC Technical Reference Manual, AM011 1.9, "CAN FD Control and Status Registers".
package xilinxcan
