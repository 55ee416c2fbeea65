// Package canfd is the guest's side of the CAN FD controller of AMD's Versal: messages of CAN 2.0 and of CAN FD with up to 64
// bytes, 32 transmit buffers, two receive FIFOs of 64 messages, 32 acceptance filters, a FIFO of transmit events.
//
// It is written from the Versal Adaptive SoC Technical Reference Manual, AM011 1.9, chapter "CAN FD Controller", from the
// Versal Adaptive SoC Register Reference, AM012, module CANFD, and from CAN FD LogiCORE IP Product Guide, PG223.
//
//	err := can.Start(ctx, xilinxcan.Normal)
//	err = can.Send(ctx, 3, canfd.Message{ID: xilinxcan.Standard(0x123), Code: 15, Flags: canfd.FD, Data: data})
//	m, ok, err := can.Other().Receive(ctx, canfd.FIFO0)
//
// Typical path:
//
//	aarch64/amd-versal-virt → xlnx.versal-canfd → xlnx.versal-canfd-tests/bus
package canfd
