// Package chain has the lists of descriptors of Ethernet controllers that link each descriptor to the next: four words of 32 bits,
// little-endian, of which bit 31 of the first is set while the controller owns the descriptor, and a buffer for each.
//
//	ring, err := chain.Open(ctx, machine, 4, 1536)
//	err = ring.Put(ctx, 0, [4]uint32{chain.Own, ring.Buffer(0), 0, ring.Descriptor(1)})
//	words, err := ring.Await(ctx, "a frame", 0)
//
// Typical path:
//
//	arm/npcm750-evb → npcm7xx-emc → npcm7xx_emc-tests/emc
package chain
