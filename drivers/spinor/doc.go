// Package spinor ties the serial flash memories to the graph: each model on every bus
// that has a chip select for one more chip (see libqos/device/storage/spinor for the
// hardware). Typical path:
//
//	arm/ast2600-evb → aspeed.fmc-ast2600 → ssi-bus → w25q256 → tests
package spinor
