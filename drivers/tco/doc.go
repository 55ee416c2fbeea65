// Package tco ties the watchdog timer of the ICH9 to the graph (see libqos/device/watchdog/tco for the hardware). Typical
// path:
//
//	x86_64/q35 → q35-pcihost → tco → watchdog → watchdog-tests/pause
package tco
