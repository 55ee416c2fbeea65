// Package dualtimer is the guest's side of ARM's dual timers: SP804, and the APB dual timer of the
// Cortex-M System Design Kit, which has the same registers. Each has two counters of 16 or 32 bits that count down.
//
// It is written from ARM Dual-Timer Module (SP804) Technical Reference Manual, ARM DDI 0271D, and
// Cortex-M System Design Kit Technical Reference Manual, ARM DDI 0479C, section "APB dual timers".
//
//	err := timers.Start(ctx, 0, dualtimer.Periodic|dualtimer.Wide|dualtimer.Interrupting, 1000)
//
// Typical path:
//
//	arm/vexpress-a9 → sp804 → sp804-tests/modes
package dualtimer
