// Package lan9118 is the guest's side of SMSC's LAN9118, an Ethernet controller of 10 and 100 Mbit/s without DMA: frames go through
// FIFOs of words, behind registers.
//
// It is written from the LAN9118 data sheet, SMSC, revision 1.5 (DS00002266 of Microchip); names are from there.
//
//	p, err := nic.Start(ctx, lan9118.Setup{Address: mac})
//	err = p.Post(ctx, frame)
//	frame, err = p.Receive(ctx)
//
// Typical path:
//
//	arm/realview-pbx-a9 → lan9118 → lan9118-tests/frames
package lan9118
