// Package aspeedhace ties the Hash and Crypto Engines of Aspeed's BMC chips to the graph (see
// libqos/device/misc/aspeedhace for the hardware). Typical path:
//
//	arm/ast2600-evb → aspeed.hace-ast2600 → aspeed-hace → aspeed_hace-tests/digests
package aspeedhace
