// Package npcmtimer is the guest's side of the timer modules of Nuvoton's BMC chips NPCM7xx and NPCM8xx: five timers that count
// down, and a watchdog.
//
// Their data sheets are not published. The core is that of Winbond's earlier chips: W90N740 Data Sheet, revision A4, section 7.10
// "TIMER Controller". Names, offsets and bits are those of the Linux kernel: drivers/clocksource/timer-npcm7xx.c,
// drivers/watchdog/npcm_wdt.c and, for timers 2 to 4, arch/arm/mach-w90x900/include/mach/regs-timer.h of Linux 5.3. The clock is that of
// Documentation/devicetree/bindings/timer/nuvoton,npcm7xx-timer.yaml.
//
//	err := module.Start(ctx, 0, npcmtimer.Periodic|npcmtimer.Interrupting, 1000)
//
// Typical path:
//
//	arm/npcm750-evb → npcm7xx-timer → npcm7xx_timer-tests/timer
package npcmtimer
