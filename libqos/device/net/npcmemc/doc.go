// Package npcmemc drives the Ethernet controllers EMC of Nuvoton's BMC chip NPCM7xx, of 10 and 100 Mbit/s.
//
// Its data sheet is not published. The controller is that of Winbond's earlier chips: W90P710 Data Sheet, section 7.5 "EMC". Names,
// offsets and bits of the registers and descriptors are those of Linux 5.3, drivers/net/ethernet/nuvoton/w90p910_ether.c.
//
//	port, err := emc.Start(ctx, npcmemc.Setup{Addresses: []ethernet.MAC{own}, Filter: npcmemc.Broadcasts})
//	err = port.Post(ctx, frame)
//	frame, err := port.Receive(ctx)
//
// Typical path:
//
//	arm/npcm750-evb → npcm7xx-emc → npcm7xx_emc-tests/emc
package npcmemc
