// Package npcmgpio tests the general purpose input/output of Nuvoton's BMC chips (see libqos/device/gpio/npcmgpio for the
// hardware, and for its sources). The pins are driven and watched at the bank. The nodes cover QEMU's npcm7xx_gpio-test. Each
// path ends in one of
//
//	… → npcm7xx-gpio → npcm7xx_gpio-tests/registers
//	… → npcm7xx-gpio → npcm7xx_gpio-tests/events
//	… → npcm7xx-gpio → npcm7xx_gpio-tests/outputs
package npcmgpio
