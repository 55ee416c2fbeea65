// Package pl181 ties ARM's multimedia card interface PL181 to the graph, with the card that the board has in its slot (see
// libqos/device/storage/pl181 for the hardware). Typical path:
//
//	arm/versatilepb → pl181 → sd-card → sd-card-tests/blocks
package pl181
