package smbios

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// ErrFormat is wrapped by the errors for bytes that are no SMBIOS.
var ErrFormat = errors.New("smbios: not valid")

// Type is a type of structure.
type Type uint8

// The types (section 7 "Structure definitions").
const (
	BIOS          Type = 0
	System        Type = 1
	Baseboard     Type = 2
	Chassis       Type = 3
	Processor     Type = 4
	PortConnector Type = 8
	SystemSlots   Type = 9
	OEMStrings    Type = 11
	MemoryArray   Type = 16
	MemoryDevice  Type = 17
	MappedAddress Type = 19
	SystemBoot    Type = 32
	IPMIDevice    Type = 38
	OnboardDevice Type = 41
	EndOfTable    Type = 127
)

// Sizes in bytes.
const (
	headerSize        = 4
	entrySize2        = 31 // of version 2.1
	entrySize3        = 24 // of version 3.0
	intermediateStart = 16 // before "_DMI_"
)

// Entry is an entry point (section 5.2 "Structure table entry point").
type Entry struct {
	Major, Minor uint8
	Length       uint32 // of the table in bytes; of version 3 at most
	Count        uint16 // of structures; version 3 does not tell it
	MaxSize      uint16 // of a structure with its strings in bytes; likewise
	Address      uint64 // of the table
}

// ParseEntry reads an entry point of version 2.1 or 3.0. It does not check the sums: a firmware
// writes address and sums.
func ParseEntry(p []byte) (Entry, error) {
	le := binary.LittleEndian
	switch {
	case len(p) == entrySize2 && bytes.HasPrefix(p, []byte("_SM_")) && bytes.HasPrefix(p[intermediateStart:], []byte("_DMI_")):
		if p[5] != entrySize2 {
			return Entry{}, fmt.Errorf("%w: an entry point with a length of %d, want %d", ErrFormat, p[5], entrySize2)
		}
		return Entry{
			Major: p[6], Minor: p[7], MaxSize: le.Uint16(p[8:]), Length: uint32(le.Uint16(p[22:])),
			Address: uint64(le.Uint32(p[24:])), Count: le.Uint16(p[28:]),
		}, nil
	case len(p) == entrySize3 && bytes.HasPrefix(p, []byte("_SM3_")):
		if p[6] != entrySize3 {
			return Entry{}, fmt.Errorf("%w: an entry point with a length of %d, want %d", ErrFormat, p[6], entrySize3)
		}
		return Entry{Major: p[7], Minor: p[8], Length: le.Uint32(p[12:]), Address: le.Uint64(p[16:])}, nil
	default:
		return Entry{}, fmt.Errorf("%w: %q is no entry point", ErrFormat, p)
	}
}

// Structure is a structure (section 6.1 "Structure standards").
type Structure struct {
	Type    Type
	Handle  uint16
	Bytes   []byte   // the formatted area
	Strings []string // number 1 is the first
	Size    int      // in bytes, with the strings
}

// Int returns a number of size bytes at an offset; 0 if the formatted area ends before.
func (s Structure) Int(offset, size int) uint64 {
	var v [8]byte
	if offset+size <= len(s.Bytes) {
		copy(v[:], s.Bytes[offset:offset+size])
	}
	return binary.LittleEndian.Uint64(v[:])
}

// Text returns the string whose number is at an offset; "" for number 0.
func (s Structure) Text(offset int) string {
	n := int(s.Int(offset, 1))
	if n == 0 || n > len(s.Strings) {
		return ""
	}
	return s.Strings[n-1]
}

// Parse reads a table. It must end with the structure [EndOfTable], and have no handle twice.
func Parse(p []byte) ([]Structure, error) {
	var all []Structure
	handles := map[uint16]bool{}
	for {
		s, rest, err := parse(p)
		if err != nil {
			return nil, fmt.Errorf("%w: structure %d: %w", ErrFormat, len(all), err)
		}
		if handles[s.Handle] {
			return nil, fmt.Errorf("%w: two structures have the handle %#x", ErrFormat, s.Handle)
		}
		handles[s.Handle] = true
		all = append(all, s)
		p = rest
		if s.Type == EndOfTable {
			break
		}
	}
	if len(p) > 0 {
		return nil, fmt.Errorf("%w: %d bytes behind the end", ErrFormat, len(p))
	}
	return all, nil
}

// parse cuts the first structure off.
func parse(p []byte) (s Structure, rest []byte, err error) {
	if len(p) < headerSize || int(p[1]) < headerSize || int(p[1]) > len(p) {
		return s, nil, fmt.Errorf("%d bytes begin with % x", len(p), p[:min(len(p), headerSize)])
	}
	size := int(p[1])
	s = Structure{Type: Type(p[0]), Handle: binary.LittleEndian.Uint16(p[2:]), Bytes: p[:size]}
	end := bytes.Index(p[size:], []byte{0, 0})
	if end < 0 {
		return s, nil, errors.New("its strings do not end")
	}
	if end > 0 {
		for _, text := range bytes.Split(p[size:size+end], []byte{0}) {
			s.Strings = append(s.Strings, string(text))
		}
	}
	s.Size = size + end + 2
	return s, p[s.Size:], nil
}

// Of returns the structures of a type.
func Of(all []Structure, t Type) []Structure {
	var some []Structure
	for _, s := range all {
		if s.Type == t {
			some = append(some, s)
		}
	}
	return some
}
