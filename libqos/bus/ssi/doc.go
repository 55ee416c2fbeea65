// Package ssi is a synchronous serial bus (SPI) from its controller's view: a chip
// is selected, bytes are sent and received, the chip is deselected.
//
// There is no standard of the bus. Every data sheet follows the Motorola SPI Block
// Guide, V04.01, section 4 "Functional Description": a chip takes part while its select
// line is low, the byte begins with its most significant bit, and a command ends when
// the line rises. A controller, which is a [Bus], moves the bytes: see
// libqos/board/aspeedsmc.
//
//	id := make([]byte, 3)
//	err := bus.Transfer(ctx, []byte{0x9f}, id) // "Read Identification" of a flash chip
//
// Typical path:
//
//	arm/ast2600-evb → aspeed.fmc-ast2600 → ssi-bus → w25q256 → tests
package ssi
