package pcnet

import (
	"hash/crc32"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
)

// FilterBits is the number of bits of the logical address filter.
const FilterBits = 64

// FilterBit returns the bit of the logical address filter that an address selects: the
// upper six bits of the CRC of the address (the data sheet, section "Logical Address
// Filter").
func FilterBit(a ethernet.MAC) int { return int(^crc32.ChecksumIEEE(a[:]) >> 26) }

// Filter returns the logical address filter for groups.
func Filter(groups ...ethernet.MAC) (bits uint64) {
	for _, a := range groups {
		bits |= 1 << FilterBit(a)
	}
	return bits
}
