// Package npcmgmac drives the Ethernet controllers GMAC of Nuvoton's BMC chips NPCM7xx and NPCM8xx, of 10, 100 and 1000 Mbit/s:
// DesignWare Cores Ethernet MAC Universal of Synopsys, version 3.2, with its normal descriptors.
//
// The registers are those of STMicroelectronics' RM0008, chapter "Ethernet (ETH): media access control (MAC) with DMA controller", where
// the DMA has the same ones; the descriptors, the hash and the bits of the PHY's registers are those of the Linux kernel,
// drivers/net/ethernet/stmicro/stmmac (common.h, descs.h, dwmac1000_core.c).
//
//	port, err := gmac.Start(ctx, npcmgmac.Setup{Address: own, Filter: npcmgmac.NoBroadcasts})
//	err = port.Post(ctx, frame)
//	frame, err := port.Receive(ctx)
//
// Typical path:
//
//	arm/npcm750-evb → npcm-gmac → npcm_gmac-tests/gmac
package npcmgmac
