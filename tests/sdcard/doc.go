// Package sdcard tests SD memory cards by their commands (see libqos/bus/sd for the protocol), behind any host. Each path ends in
// one of
//
//	… → sd-card → sd-card-tests/registers
//	… → sd-card → sd-card-tests/blocks
//
// Sections are those of the SD Specifications, Part 1, Physical Layer Simplified Specification, Version 3.01.
package sdcard
