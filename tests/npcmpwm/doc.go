// Package npcmpwm tests the pulse width modulators of Nuvoton's BMC chips (see libqos/device/clock/npcmpwm for the hardware,
// and for its sources). The node covers QEMU's npcm7xx_pwm-test. Typical path:
//
//	arm/npcm750-evb → npcm7xx-pwm → npcm7xx_pwm-tests/pwm
package npcmpwm
