// Package sunximmc tests the SD/MMC controller of Allwinner's chips (see libqos/device/storage/sunximmc for the hardware) by its
// registers: commands and data with a card in its slot, through the FIFO and through the IDMAC. Each path ends in one of
//
//	… → allwinner-sdhost → allwinner-sdhost-tests/registers
//	… → allwinner-sdhost → allwinner-sdhost-tests/commands
//	… → allwinner-sdhost → allwinner-sdhost-tests/data
package sunximmc
