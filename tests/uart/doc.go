// Package uart tests serial ports of every kind (see libqos/device/serial/uart): characters
// in both directions, interrupts, and registers. What differs between kinds is in their
// models. Each path ends in one of
//
//	… → uart → uart-tests/registers
//	… → uart → uart-tests/characters
//	… → uart → uart-tests/interrupts
package uart
