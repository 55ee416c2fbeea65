// Package bcm2835sdhost tests the second SD host of the Raspberry Pis (see libqos/device/storage/bcm2835sdhost for the hardware) by its
// registers: commands and data with a card in its slot, and the FIFO between. Each path ends in one of
//
//	… → bcm2835-sdhost → bcm2835-sdhost-tests/registers
//	… → bcm2835-sdhost → bcm2835-sdhost-tests/commands
//	… → bcm2835-sdhost → bcm2835-sdhost-tests/data
package bcm2835sdhost
