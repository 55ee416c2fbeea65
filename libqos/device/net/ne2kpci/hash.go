package ne2kpci

import "github.com/qgraph/qgraph/libqos/backend/ethernet"

// FilterBits is the number of bits of the multicast filter.
const FilterBits = 64

// FilterBit returns the bit of the multicast filter that an address selects: the upper six
// bits of the CRC register, which shifts to the left (the DP8390 data sheet, section 10.3,
// "Multicast Address Registers").
func FilterBit(a ethernet.MAC) int { return int(a.CRC() >> 26) }

// Filter returns the multicast filter for groups.
func Filter(groups ...ethernet.MAC) (bytes [8]byte) {
	for _, a := range groups {
		bit := FilterBit(a)
		bytes[bit/8] |= 1 << (bit % 8)
	}
	return bytes
}
