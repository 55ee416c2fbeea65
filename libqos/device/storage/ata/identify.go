package ata

import (
	"context"
	"encoding/binary"
	"strings"
)

// Identity is the data of IDENTIFY DEVICE or IDENTIFY PACKET DEVICE: 256 words (ATA8-ACS,
// section 7.16 "IDENTIFY DEVICE").
type Identity [256]uint16

// Words of an identity.
const (
	WordGeneral        = 0
	WordCylinders      = 1
	WordHeads          = 3
	WordSectors        = 6 // of a track
	WordSerial         = 10
	WordFirmware       = 23
	WordModel          = 27
	WordMaxMultiple    = 47
	WordCapabilities   = 49
	WordValid          = 53
	WordCurrent        = 54 // cylinders, heads, sectors of a track, and sectors of all in two words
	WordMultiple       = 59
	WordSectorCount    = 60 // two words: sectors that commands of 28 bits reach
	WordMultiwordDMA   = 63
	WordMajor          = 80
	WordSupported      = 82 // three words: command sets that are supported
	WordEnabled        = 85 // three words: command sets that are enabled
	WordUltraDMA       = 88
	WordResetResult    = 93
	WordSectorCountExt = 100 // four words
	WordSectorSize     = 106
	WordName           = 108 // four words: world wide name
	WordTrim           = 169
	WordIntegrity      = 255
)

// Bits of words of an identity.
const (
	CapabilityDMA   = 1 << 8 // of WordCapabilities
	CapabilityLBA   = 1 << 9
	SupportsTrim    = 1 << 0  // of WordTrim
	SupportsFlush   = 1 << 12 // of the second word of WordSupported and WordEnabled
	SupportsFlushEx = 1 << 13
	SupportsExt     = 1 << 10
	WriteCache      = 1 << 5  // of the first word of WordSupported and WordEnabled
	NotATA          = 1 << 15 // of WordGeneral
	integrityMark   = 0xa5    // of the lower byte of WordIntegrity
)

// ParseIdentity returns the words of 512 bytes.
func ParseIdentity(p []byte) (id Identity) {
	for i := range id {
		id[i] = binary.LittleEndian.Uint16(p[2*i:])
	}
	return id
}

// Identify returns the identity that a command, [IdentifyDevice] or [IdentifyPacketDevice], gives
// of a device.
func (c *Channel) Identify(ctx context.Context, command uint8, device Select) (Identity, error) {
	p, err := c.ReadPIO(ctx, Task{Command: command, Device: device}, SectorSize, SectorSize)
	if err != nil {
		return Identity{}, err
	}
	return ParseIdentity(p), nil
}

// Text returns the characters of n words from a word on, without spaces at the end. The first
// character of a word is its upper byte (section 3.3.10 "Byte/word/DWORD/QWORD relationships").
func (id *Identity) Text(word, n int) string {
	var s strings.Builder
	for _, w := range id[word : word+n] {
		s.WriteByte(byte(w >> 8))
		s.WriteByte(byte(w))
	}
	return strings.TrimRight(s.String(), " ")
}

// Number returns the number in n words from a word on, of which the first is the lowest.
func (id *Identity) Number(word, n int) (v uint64) {
	for i := range n {
		v |= uint64(id[word+i]) << (16 * i)
	}
	return v
}

// Name returns the world wide name, whose first word is the highest (section 7.16.7.60 "Words
// 108..111: World wide name").
func (id *Identity) Name() (v uint64) {
	const words = 4
	for i := range words {
		v = v<<16 | uint64(id[WordName+i])
	}
	return v
}

// Intact reports whether the data has no checksum or a correct one (section 7.16.7.88 "Word 255:
// Integrity word").
func (id *Identity) Intact() bool {
	if uint8(id[WordIntegrity]) != integrityMark {
		return true
	}
	var sum uint8
	for _, w := range id {
		sum += uint8(w) + uint8(w>>8)
	}
	return sum == 0
}
