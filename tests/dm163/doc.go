// Package dm163 tests SiTI's driver of LEDs DM163 (see libqos/device/misc/dm163 for the hardware), through the pins of the
// microcontroller that lead to it. Each path ends in
//
//	… → dm163 → dm163-tests/banks
package dm163
