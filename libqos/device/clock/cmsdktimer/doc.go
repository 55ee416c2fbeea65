// Package cmsdktimer is the guest's side of the APB timer and of the APB watchdog of Arm's Cortex-M
// System Design Kit, which count down 32 bits, and of the watchdog of Stellaris chips.
//
// It is written from Cortex-M System Design Kit Technical Reference Manual, ARM DDI 0479C, sections
// "APB timer" and "APB watchdog", and LM3S6965 Microcontroller Data Sheet, chapter "Watchdog Timer".
//
// Typical paths:
//
//	arm/mps2-an385 → cmsdk-apb-timer → cmsdk-apb-timer-tests/timer
//	arm/mps2-an385 → cmsdk-apb-watchdog → cmsdk-apb-watchdog-tests/watchdog
//	arm/lm3s6965evb → luminary-watchdog → luminary-watchdog-tests/watchdog
package cmsdktimer
