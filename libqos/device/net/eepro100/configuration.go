package eepro100

// Configuration is the parameters of the configure command (the 8255x manual, section
// 6.4.2.3 "Configure").
type Configuration [22]byte

// NewConfiguration returns the manual's recommended values for Ethernet with an MII PHY:
// broadcasts are received, frames are neither padded nor stripped of their padding, and
// every counter of the generation is dumped.
func NewConfiguration(g Generation) Configuration {
	c := Configuration{
		0:  22,   // byte count
		1:  0x08, // FIFO limits
		6:  0x32, // no extended TCB, standard counters, reserved bit 1
		7:  0x02, // one underrun retry; short frames are received
		8:  0x01, // MII
		10: 0x2e, // no source address insertion, preamble of 7 bytes
		12: 0x60, // interframe spacing
		14: 0xf2,
		15: 0xc8, // CRS or CDT, reserved bits
		17: 0x40,
		18: 0xf0, // priority FC threshold, no padding, no stripping
		19: 0x80, // full duplex by the PHY
		20: 0x3f,
		21: 0x05,
	}
	switch g {
	case Gen82557:
	case Gen82558:
		c[6] &^= 1 << 5 // extended counters
	case Gen82559:
		c[6] = c[6]&^(1<<5) | 1<<2 // and those of TCO
	}
	return c
}

// bit sets or clears a bit of a byte.
func (c *Configuration) bit(n int, bit uint, on bool) {
	c[n] &^= 1 << bit
	if on {
		c[n] |= 1 << bit
	}
}

// ExtendedBlocks has the first two buffers of a flexible transmit block follow it at once
// (byte 6, bit 4). Not of the 82557.
func (c *Configuration) ExtendedBlocks(on bool) { c.bit(6, 4, !on) }

// StandardCounters has the counters of the 82557 dumped alone (byte 6, bits 5 and 2).
func (c *Configuration) StandardCounters() {
	c.bit(6, 5, true)
	c.bit(6, 2, false)
}

// DiscardShort has frames of less than 64 bytes with their FCS dropped (byte 7, bit 0).
func (c *Configuration) DiscardShort(on bool) { c.bit(7, 0, on) }

// InsertAddress has the source address inserted into frames (byte 10, bit 3).
func (c *Configuration) InsertAddress(on bool) { c.bit(10, 3, !on) }

// Loopback has frames looped back inside the controller (byte 10, bits 7:6).
func (c *Configuration) Loopback(on bool) { c.bit(10, 6, on) }

// Promiscuous has every frame received (byte 15, bit 0).
func (c *Configuration) Promiscuous(on bool) { c.bit(15, 0, on) }

// Broadcast has broadcasts received (byte 15, bit 1).
func (c *Configuration) Broadcast(on bool) { c.bit(15, 1, !on) }

// Pad has short frames padded (byte 18, bit 1).
func (c *Configuration) Pad(on bool) { c.bit(18, 1, on) }

// StoreFCS has the FCS of frames stored behind them (byte 18, bit 2).
func (c *Configuration) StoreFCS(on bool) { c.bit(18, 2, on) }

// AllGroups has every multicast received (byte 21, bit 3).
func (c *Configuration) AllGroups(on bool) { c.bit(21, 3, on) }
