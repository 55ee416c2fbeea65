// Package watchdog tests watchdog timers: when they expire, and each reaction of QEMU (see
// libqos/device/watchdog/watchdog). Typical path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → ib700 → watchdog → watchdog-tests/pause
package watchdog
