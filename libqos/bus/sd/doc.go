// Package sd is the protocol of SD memory cards: commands and responses,
// identification and selection of a card, and block transfers, with any host
// controller.
//
// It follows the SD Specifications, Part 1, Physical Layer Simplified
// Specification, Version 3.01, May 18, 2010; names are those of that document.
//
// A host controller implements [Host]. With it:
//
//	card, err := sd.Identify(ctx, host)      // CMD0, CMD8, ACMD41, CMD2, CMD3, CMD9, CMD7, CMD16
//	err = card.WriteBlocks(ctx, 8, data)     // CMD24 or CMD25
//	err = card.ReadBlocks(ctx, 8, buffer)    // CMD17 or CMD18
//
// Every response is checked: an error bit in its status, a response for another
// card, or an unexpected state is an error.
package sd
