// Package pl181 tests ARM's multimedia card interface PL181 (see libqos/device/storage/pl181 for the hardware) by its registers:
// commands and data with a card in its slot, and the FIFO between. Each path ends in one of
//
//	… → pl181 → pl181-tests/registers
//	… → pl181 → pl181-tests/commands
//	… → pl181 → pl181-tests/data
package pl181
