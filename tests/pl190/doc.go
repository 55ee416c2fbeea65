// Package pl190 tests ARM's PrimeCell Vectored Interrupt Controller (see libqos/device/interrupt/pl190 for the hardware). Typical
// path:
//
//	arm/versatileab → pl190 → pl190-tests/interrupts
package pl190
