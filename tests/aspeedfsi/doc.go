// Package aspeedfsi tests the FSI masters of Aspeed's AST2600, and the space of the chip behind them (see
// libqos/device/misc/apb2opb for the hardware). Each path ends in
//
//	… → aspeed.apb2opb → aspeed_fsi-tests/cfam
package aspeedfsi
