package ipack

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// ID is the identity of a module (ANSI/VITA 4-1995, chapter 3 "Identification").
type ID struct {
	Manufacturer uint8
	Model        uint8 // the manufacturer's
	Revision     uint8
	Driver       uint16 // driver number, assigned by the manufacturer
}

// Errors of an ID PROM.
var (
	ErrSignature = errors.New("the ID PROM does not begin with IPAC")
	ErrLength    = errors.New("the ID PROM has an impossible length")
	ErrCRC       = errors.New("the ID PROM's CRC is wrong")
)

// Bytes of an ID PROM of format I.
const (
	signature      = "IPAC"
	idManufacturer = 4
	idModel        = 5
	idRevision     = 6
	idDriverLow    = 8
	idDriverHigh   = 9
	idUsed         = 10 // number of bytes used
	idCRC          = 11
	idMin          = 12
	idMax          = 32 // ID space is 32 words
)

// ReadID reads the module's identity and checks signature and CRC.
func ReadID(ctx context.Context, s Slot) (ID, error) {
	prom, err := ReadPROM(ctx, s)
	if err != nil {
		return ID{}, err
	}
	return ParseID(prom)
}

// ReadPROM reads the bytes of ID space that the PROM says to be used, 12 to 32: D7:0 of as many
// words.
func ReadPROM(ctx context.Context, s Slot) ([]byte, error) {
	var prom []byte
	for n := idMin; len(prom) < n; {
		word, err := reg.Reg[uint16](2*len(prom)).Read(ctx, s.ID())
		if err != nil {
			return nil, fmt.Errorf("ipack: read ID PROM: %w", err)
		}
		prom = append(prom, byte(word))
		if len(prom) == idUsed+1 {
			n = min(max(int(prom[idUsed]), idMin), idMax)
		}
	}
	return prom, nil
}

// ParseID parses the content of an ID PROM of format I. A wrong signature,
// length or CRC is an error.
func ParseID(prom []byte) (ID, error) {
	if len(prom) < idMin || string(prom[:len(signature)]) != signature {
		return ID{}, fmt.Errorf("ipack: identity in % x: %w", prom, ErrSignature)
	}
	used := int(prom[idUsed])
	if used < idMin || used > len(prom) {
		return ID{}, fmt.Errorf("ipack: identity: %d used bytes in a PROM of %d: %w", used, len(prom), ErrLength)
	}
	if got, want := prom[idCRC], CRC(prom[:used]); got != want {
		return ID{}, fmt.Errorf("ipack: identity: got CRC %#02x, want %#02x: %w", got, want, ErrCRC)
	}
	return ID{
		Manufacturer: prom[idManufacturer],
		Model:        prom[idModel],
		Revision:     prom[idRevision],
		Driver:       uint16(prom[idDriverHigh])<<8 | uint16(prom[idDriverLow]),
	}, nil
}

// CRC returns the CRC of an ID PROM of format I: the low half of the complement of
// a CRC by the polynomial x^16+x^12+x^5+1 that starts with all ones and treats the
// CRC's own byte as zero.
func CRC(prom []byte) uint8 {
	crc := uint16(0xffff)
	for i, b := range prom {
		if i == idCRC {
			b = 0
		}
		crc ^= uint16(b) << 8
		for range 8 {
			carry := crc&0x8000 != 0
			crc <<= 1
			if carry {
				crc ^= 0x1021
			}
		}
	}
	return uint8(^crc)
}
