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

// matches returns the flags that say why the controller accepts a frame to an address: none if only promiscuous mode accepts it, or
// if descriptors of the style have no such flags (the data sheet, section "Receive Descriptors", RMD1, PAM, LAFM and BAM).
func (s Setup) matches(to ethernet.MAC) Flags {
	switch {
	case s.Style == StyleLANCE:
		return 0
	case to == ethernet.Broadcast():
		return FlagBroad
	case to == s.Address:
		return FlagPhysical
	case to[0]&1 != 0 && s.Filter&Filter(to) != 0:
		return FlagLogical
	}
	return 0
}
