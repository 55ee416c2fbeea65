// Package tco tests the registers and the count of the watchdog timer of the ICH9 (see
// libqos/device/watchdog/tco for the specification); tests/watchdog has what follows when it has
// expired twice. Typical path:
//
//	x86_64/q35 → q35-pcihost → tco → tco-tests/defaults
package tco
