// Package sdspi is the guest's side of an SD memory card in SPI mode, behind any SPI controller that exchanges bytes.
//
// It follows the SD Specifications, Part 1, Physical Layer Simplified Specification, Version 3.01, chapter 7 "SPI Mode".
//
//	c := sdspi.New(port)
//	err := c.Start(ctx)                             // CMD0, CMD8, ACMD41, CMD58, CMD16
//	r1, err := c.Read(ctx, 17, 0, data)             // CMD17 and a block
//
// Typical path:
//
//	riscv64/sifive_u → ssi-sd → ssi-sd-tests/card
package sdspi
