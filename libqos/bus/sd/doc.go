// Package sd is the protocol of SD memory cards: commands and responses, how a
// card is identified and selected, and block transfers, over whatever host
// controller the card is plugged into.
//
// It is written from the SD Specifications, Part 1, Physical Layer Simplified
// Specification, Version 3.01, May 18, 2010; names are those of that document.
//
// A host controller implements [Host]. With it:
//
//	card, err := sd.Identify(ctx, host)      // CMD0, CMD8, ACMD41, CMD2, CMD3, CMD9, CMD7, CMD16
//	err = card.WriteBlocks(ctx, 8, data)     // CMD24 or CMD25
//	err = card.ReadBlocks(ctx, 8, buffer)    // CMD17 or CMD18
//
// What a card answers is checked: an error bit in its status, an answer to
// somebody else or a state that it should not be in is an error.
package sd
