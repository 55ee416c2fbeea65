package intelnic

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// RSSType selects the fields of a packet in the RSS hash (82574 datasheet, section
// 7.1.11 "Multiple Receive Queues and Receive-Side Scaling (RSS)"; 82576 datasheet,
// section 7.1.1.7 "RSS").
type RSSType uint8

// Types of RSS hash that both controllers have.
const (
	RSSNone    RSSType = 0 // no hash
	RSSIPv4TCP RSSType = 1
	RSSIPv4    RSSType = 2
	RSSIPv6TCP RSSType = 3
	RSSIPv6    RSSType = 5
)

// MultipleQueues is the content of MRQC. Bits 1:0 (82576: 2:0) select the distribution
// of frames over queues, bits 31:16 the hashed fields.
type MultipleQueues uint32

// Fields of MRQC that both controllers have at the same place.
const (
	MultipleQueuesIPv4TCP MultipleQueues = 1 << 16
	MultipleQueuesIPv4    MultipleQueues = 1 << 17
	MultipleQueuesIPv6    MultipleQueues = 1 << 20
)

// RSSKey is the secret key of the hash.
type RSSKey [40]byte

// VerificationKey is the key of the RSS verification suite (82576 datasheet,
// section 7.1.1.7.3 "RSS Verification Suite"; Microsoft, "Verifying the RSS Hash
// Calculation").
func VerificationKey() RSSKey {
	return RSSKey{
		0x6d, 0x5a, 0x56, 0xda, 0x25, 0x5b, 0x0e, 0xc2, 0x41, 0x67,
		0x25, 0x3d, 0x43, 0xa3, 0x8f, 0xb0, 0xd0, 0xca, 0x2b, 0xcb,
		0xae, 0x7b, 0x30, 0xb4, 0x77, 0xcb, 0x2d, 0xa3, 0x80, 0x30,
		0xf2, 0x0c, 0x6a, 0x42, 0xb7, 0x3b, 0xbe, 0xac, 0x01, 0xfa,
	}
}

// Hash returns the Toeplitz hash of input, at most 36 bytes: source address,
// destination address, then optionally source and destination port, in the packet's
// byte order.
func (k RSSKey) Hash(input []byte) uint32 {
	var hash uint32
	window := binary.BigEndian.Uint64(k[:])
	next := 8
	for _, b := range input {
		for bit := 7; bit >= 0; bit-- {
			if b>>bit&1 != 0 {
				hash ^= uint32(window >> 32)
			}
			window <<= 1
		}
		if next < len(k) {
			window |= uint64(k[next])
			next++
		}
	}
	return hash
}

// RETASize is the number of entries of the redirection table: the low seven
// bits of the hash choose one.
const RETASize = 128

// RETA is 32-bit word n of the Redirection Table, 0 to 31: four entries of one byte
// each, the lowest in bits 7:0.
func RETA(n int) reg.Reg[uint32] { return 0x5c00 + reg.Reg[uint32](4*n) }

// RSSRK is 32-bit word n of the RSS Random Key, 0 to 9, its first byte in bits
// 7:0.
func RSSRK(n int) reg.Reg[uint32] { return 0x5c80 + reg.Reg[uint32](4*n) }

// RedirectHash writes an entry to the redirection table, at the index of a hash and at
// the others in the same word.
func (c *Controller) RedirectHash(ctx context.Context, hash uint32, entry uint8) error {
	const all = 0x01010101
	if err := RETA(int(hash%RETASize/4)).Write(ctx, c.Regs, all*uint32(entry)); err != nil {
		return fmt.Errorf("intelnic: redirection table: %w", err)
	}
	return nil
}

// SetRSS writes the key and the redirection table. The encoding of a queue in an entry
// depends on the controller. The caller writes MRQC.
func (c *Controller) SetRSS(ctx context.Context, key RSSKey, table [RETASize]uint8) error {
	for i := 0; i < len(key); i += 4 {
		if err := RSSRK(i/4).Write(ctx, c.Regs, binary.LittleEndian.Uint32(key[i:])); err != nil {
			return fmt.Errorf("intelnic: RSS key: %w", err)
		}
	}
	for i := 0; i < len(table); i += 4 {
		if err := RETA(i/4).Write(ctx, c.Regs, binary.LittleEndian.Uint32(table[i:])); err != nil {
			return fmt.Errorf("intelnic: redirection table: %w", err)
		}
	}
	return nil
}
