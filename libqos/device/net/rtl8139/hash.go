package rtl8139

import "github.com/qgraph/qgraph/libqos/backend/ethernet"

// FilterBits is the number of bits of the multicast filter.
const FilterBits = 64

// FilterBit returns the bit of the multicast filter that an address selects: the upper six bits of
// its CRC (the data sheet, section "Register Descriptions", MAR).
func FilterBit(a ethernet.MAC) int { return int(a.CRC() >> 26) }

// Filter returns the multicast filter for groups.
func Filter(groups ...ethernet.MAC) (filter uint64) {
	for _, a := range groups {
		filter |= 1 << FilterBit(a)
	}
	return filter
}
