// Package cfi is the guest's side of parallel flash memory that describes itself by the Common Flash
// Interface: of chips with the command set of AMD and Fujitsu, and of chips with that of Intel and
// Sharp. Commands are words that are written to addresses of the chip; between them it is read like RAM.
//
// It is written from
//
//   - Common Flash Interface (CFI), JEDEC JESD68.01, September 2003: the query and its structure;
//   - Common Flash Interface (CFI) ID Codes, JEDEC JEP137B: the IDs of command sets;
//   - S29GL-P MirrorBit Flash Family, Spansion S29GL-P_00, revision A7: the command set 0002h, of AMD and Fujitsu;
//   - 3 Volt Intel StrataFlash Memory 28F128J3A, 28F640J3A, 28F320J3A, Intel 290667: the command set 0001h, of
//     Intel and Sharp;
//
// and names are from there. A board may have two chips of 16 bits side by side: then each word is two
// halves, a chip's each, and both chips get each command at once.
//
//	at := chip.Block(3)
//	err := chip.EraseSectors(ctx, at)  // starts it
//	status, err := chip.Read(ctx, at)  // DQ7, DQ6, …
//	err = chip.Done(ctx, at)
//
// Typical path:
//
//	sh4/r2d → cfi.pflash02 → cfi.pflash02-tests/commands
package cfi
