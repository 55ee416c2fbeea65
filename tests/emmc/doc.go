// Package emmc tests embedded multimedia cards by their commands (see libqos/device/storage/emmc for the device), behind any host:
// devices whose addresses count bytes, and sectors. Each path ends in one of
//
//	… → sd-bus → emmc → emmc-tests/bytes
//	… → sd-bus → emmc → emmc-tests/sectors
//
// Sections are those of JEDEC Standard No. 84-B51.
package emmc
