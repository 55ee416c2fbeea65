// Package zynqcan is the guest's side of the CAN controller of Xilinx's Zynq UltraScale+ MPSoC and, with other addresses, of
// the Zynq-7000: messages of CAN 2.0 with 11 or 29 bits of identifier, a FIFO of 64 messages in each direction, a buffer for an
// urgent message, four acceptance filters.
//
// It is written from the Zynq UltraScale+ Device Technical Reference Manual, UG1085 2.4, chapter 20 "CAN Controller", and
// from the Zynq-7000 SoC Technical Reference Manual, UG585 1.15, chapter "CAN Controller" and the registers of module can
// in its appendix B.
//
//	err := can.Start(ctx, xilinxcan.Normal)
//	err = can.Send(ctx, zynqcan.TXFIFO, zynqcan.Message{ID: xilinxcan.Standard(0x123), Length: 2, Data: [2]uint32{0x1122_0000}})
//	m, time, err := can.Other().Receive(ctx)
//
// Typical path:
//
//	aarch64/xlnx-zcu102 → xlnx.zynqmp-can → xlnx.zynqmp-can-tests/bus
package zynqcan
