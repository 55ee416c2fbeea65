// Package spinor tests serial flash memories by their data sheets: identity, latch,
// programming, reading, erasing, protection, addresses of 4 bytes, resets (see
// libqos/device/storage/spinor for the hardware). Typical path:
//
//	arm/ast2600-evb → aspeed.fmc-ast2600 → ssi-bus → w25q256 → m25p80-flash-tests/commands
package spinor
