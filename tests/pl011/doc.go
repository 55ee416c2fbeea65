// Package pl011 tests ARM's PL011 (see libqos/device/serial/pl011 for the hardware): its
// registers, and characters that it sends and receives.
// The table chapters.md beside this file lists what of its manual is tested. Each path ends in
// one of
//
//	… → pl011 → pl011-tests/registers
//	… → pl011 → pl011-tests/transmit
//	… → pl011 → pl011-tests/receive
//	… → pl011 → pl011-tests/migrate
package pl011
