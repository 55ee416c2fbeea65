// Package ib700 ties the watchdog timer IB700 to the graph (see libqos/device/watchdog/ib700 for the hardware). Typical
// path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → ib700 → watchdog → watchdog-tests/pause
package ib700
