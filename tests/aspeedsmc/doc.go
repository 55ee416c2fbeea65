// Package aspeedsmc tests the firmware flash controllers of Aspeed's BMC chips with a
// flash chip (see libqos/board/aspeedsmc for the hardware). Typical path:
//
//	arm/palmetto-bmc → aspeed.fmc-ast2400 → aspeed-fmc → aspeed_smc-tests/flash
package aspeedsmc
