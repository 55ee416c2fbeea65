// Package cfi tests parallel flash memory: its identification, its commands, and its contents, which
// are compared with the image behind it (see libqos/device/storage/cfi for the specifications). Typical path:
//
//	sh4/r2d → cfi.pflash02 → cfi.pflash02-tests/commands
package cfi
