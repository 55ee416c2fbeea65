// Package aspeedhace is the guest's side of the hash engine in Aspeed's Hash and Crypto Engine (HACE): it reads a
// message from memory, at one address or by a list of addresses, and writes the digest to memory.
//
// Aspeed does not publish its data sheets. Registers, bits, the form of the list and of the state in memory are
// those of Aspeed's own driver for Zephyr (AspeedTech-BMC/zephyr, drivers/crypto/hace_aspeed.h and hash_aspeed.c,
// 2023), and their names those of the Linux kernel, drivers/crypto/aspeed/aspeed-hace.h. The algorithms are those of
// RFC 1321 and FIPS 180-4.
//
// The engine sees the RAM of the machine alone: an address loses the bits above the largest RAM that the chip can
// have. Package users give it guest-physical addresses:
//
//	err := engine.Run(ctx, aspeedhace.Request{Command: aspeedhace.SHA256.Command, Source: message, Length: 63, Digest: digest})
//
// Typical path:
//
//	arm/ast2600-evb → aspeed.hace-ast2600 → aspeed-hace → aspeed_hace-tests/digests
package aspeedhace
