// Package npcmpwm is the guest's side of the pulse width modulators of Nuvoton's BMC chips NPCM7xx and NPCM8xx: modules of four
// channels.
//
// Their data sheets are not published. Names, offsets and bits are those of the Linux kernel,
// drivers/hwmon/npcm750-pwm-fan.c. The core is that of Nuvoton's microcontrollers: the period and the duty are those of the
// register description of the NUC1xx, CNR and CMR.
//
//	err := module.Start(ctx, 0, npcmpwm.Waveform{Prescale: 1, Divide: 2, Period: 100, High: 25})
//
// Typical path:
//
//	arm/npcm750-evb → npcm7xx-pwm → npcm7xx_pwm-tests/pwm
package npcmpwm
