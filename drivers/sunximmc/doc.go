// Package sunximmc ties the SD/MMC controller of Allwinner's chips to the graph, with the card that the board has in its slot (see
// libqos/device/storage/sunximmc for the hardware). Typical path:
//
//	arm/orangepi-pc → allwinner-sdhost → sd-card → sd-card-tests/blocks
package sunximmc
