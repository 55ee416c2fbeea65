// Package aspeedsmc ties the flash controllers of Aspeed's BMC chips to the graph: a
// bus for each, at one of its chip selects (see
// libqos/board/aspeedsmc for the hardware). Typical path:
//
//	arm/ast2600-evb → aspeed.fmc-ast2600 → ssi-bus → w25q256 → tests
package aspeedsmc
