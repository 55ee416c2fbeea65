// Package smc91c111 is the guest's side of SMSC's LAN91C111, an Ethernet controller of 10 and 100 Mbit/s without DMA. Frames lie in
// packets of its own memory. A unit that manages the memory, the MMU, gives packets out, and takes them back.
//
// It is written from the LAN91C111 data sheet, Microchip, DS00002276A; names are from there.
//
//	p, err := nic.Start(ctx, smc91c111.Setup{})
//	err = p.Post(ctx, frame)
//	frame, err = p.Receive(ctx)
//
// Typical path:
//
//	arm/versatilepb → smc91c111 → smc91c111-tests/frames
package smc91c111
