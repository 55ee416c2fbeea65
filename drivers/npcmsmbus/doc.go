// Package npcmsmbus ties the SMBus controller of Nuvoton's BMC chips to the graph: its bus, and how
// devices are put on it (see libqos/board/npcmsmbus for the hardware). Typical path:
//
//	arm/npcm750-evb → npcm7xx-smbus → i2c-bus → tmp105 → tests
package npcmsmbus
