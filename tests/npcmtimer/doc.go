// Package npcmtimer tests the timer modules of Nuvoton's BMC chips (see libqos/device/clock/npcmtimer for the hardware, and
// for its sources) by QEMU's virtual clock, to the tick. The nodes cover QEMU's npcm7xx_timer-test and npcm7xx_watchdog_timer-test.
// Each path ends in one of
//
//	… → npcm7xx-timer → npcm7xx_timer-tests/timer
//	… → npcm7xx-timer → npcm7xx_watchdog_timer-tests/watchdog
package npcmtimer
