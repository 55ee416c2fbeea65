package pcnet

import (
	"encoding/binary"
	"slices"
)

// Style is the software style: the layout of the initialization block and of descriptors
// (the data sheet, section "BCR20: Software Style").
type Style uint8

// The styles.
const (
	StyleLANCE Style = 0 // 16 bits
	StyleILACC Style = 1 // 32 bits
	StylePCI   Style = 2 // 32 bits
	StyleBurst Style = 3 // 32 bits, with the buffer's address behind flags and length
)

// String returns the name of the style.
func (s Style) String() string { return [...]string{"LANCE", "ILACC", "PCnet-PCI", "burst"}[s] }

// wide reports whether the style has descriptors of 32-bit words.
func (s Style) wide() bool { return s != StyleLANCE }

// size is that of a descriptor, in bytes.
func (s Style) size() int {
	if s.wide() {
		return 16
	}
	return 8
}

// Flags are the upper bits of the second word of a descriptor, from OWN down. Those below
// differ in both directions.
type Flags uint16

// Flags of descriptors of both directions, and of each (the data sheet, sections
// "Receive Descriptors" and "Transmit Descriptors").
const (
	FlagOwn      Flags = 1 << 15 // the controller owns the descriptor
	FlagError    Flags = 1 << 14 // any of the errors
	FlagStart    Flags = 1 << 9  // the frame's first buffer
	FlagEnd      Flags = 1 << 8  // the frame's last buffer
	FlagCRC      Flags = 1 << 11 // receive: bad FCS
	FlagBuffer   Flags = 1 << 10 // receive: the next buffer was not there in time
	FlagPhysical Flags = 1 << 6  // receive: matched the physical address; 32 bits only
	FlagLogical  Flags = 1 << 5  // receive: matched the logical filter; likewise
	FlagBroad    Flags = 1 << 4  // receive: broadcast; likewise
	FlagAddFCS   Flags = 1 << 13 // transmit: generate an FCS in spite of DXMTFCS
	FlagLastTINT Flags = 1 << 12 // transmit: set TINT, if CSR5 asks for it
)

// descriptor is a descriptor as laid out in guest memory.
type descriptor struct {
	style Style
	b     []byte
}

// encode returns the descriptor of a buffer of size bytes, 1 to 4095.
func (s Style) encode(buffer uint64, size int, f Flags) []byte {
	count := uint32(-size) & 0xffff // two's complement; bits 15:12 are ones
	b := make([]byte, s.size())
	switch {
	case !s.wide():
		binary.LittleEndian.PutUint16(b[0:], uint16(buffer))
		binary.LittleEndian.PutUint16(b[2:], uint16(buffer>>16)&0xff|uint16(f)&0xff00)
		binary.LittleEndian.PutUint16(b[4:], uint16(count))
	case s == StyleBurst:
		binary.LittleEndian.PutUint32(b[4:], uint32(f)<<16|count)
		binary.LittleEndian.PutUint32(b[8:], uint32(buffer))
	default:
		binary.LittleEndian.PutUint32(b[0:], uint32(buffer))
		binary.LittleEndian.PutUint32(b[4:], uint32(f)<<16|count)
	}
	return b
}

// with returns the descriptor with other flags, and with the length of a received frame.
func (d descriptor) with(f Flags, length int) descriptor {
	b := slices.Clone(d.b)
	if d.style.wide() {
		binary.LittleEndian.PutUint16(b[6:], uint16(f))
	} else {
		b[3] = byte(f >> 8)
	}
	binary.LittleEndian.PutUint16(b[d.style.lengthAt():], uint16(length))
	return descriptor{d.style, b}
}

// lengthAt is the offset of a received frame's length in the descriptor.
func (s Style) lengthAt() int {
	switch {
	case !s.wide():
		return 6
	case s == StyleBurst:
		return 0
	}
	return 8
}

// flags returns the flags.
func (d descriptor) flags() Flags {
	if !d.style.wide() {
		return Flags(binary.LittleEndian.Uint16(d.b[2:]) & 0xff00)
	}
	return Flags(binary.LittleEndian.Uint16(d.b[6:]))
}

// length returns the length of a received frame, in bytes, with its FCS. It is valid in
// the frame's last descriptor.
func (d descriptor) length() int {
	return int(binary.LittleEndian.Uint16(d.b[d.style.lengthAt():]) & 0xfff)
}
