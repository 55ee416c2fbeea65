// Package bcm2835sdhost ties the second SD host of the Raspberry Pis to the graph, with the card that the board has in its slot
// (see libqos/device/storage/bcm2835sdhost for the hardware). Typical path:
//
//	arm/raspi2b → bcm2835-sdhost → sd-card → sd-card-tests/blocks
package bcm2835sdhost
