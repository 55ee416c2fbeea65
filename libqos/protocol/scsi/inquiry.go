package scsi

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"strings"
)

// InquiryData is standard INQUIRY data (SPC-4, section 6.6.2 "Standard INQUIRY data"),
// of at least 36 bytes.
type InquiryData []byte

// inquirySize is the size of the mandatory part of standard INQUIRY data, in
// bytes.
const inquirySize = 36

// Qualifier returns the PERIPHERAL QUALIFIER: 0 for a present logical unit.
func (d InquiryData) Qualifier() uint8 { return d[0] >> 5 }

// DeviceType is a peripheral device type.
type DeviceType uint8

// Device types.
const (
	DirectAccess DeviceType = 0x00 // direct access block device
	WellKnown    DeviceType = 0x1e // well known logical unit
	UnknownType  DeviceType = 0x1f
)

// Type returns the PERIPHERAL DEVICE TYPE.
func (d InquiryData) Type() DeviceType { return DeviceType(d[0] & 0x1f) }

// Version returns the VERSION: 6 for SPC-4.
func (d InquiryData) Version() uint8 { return d[2] }

// Format returns the RESPONSE DATA FORMAT, which is 2.
func (d InquiryData) Format() uint8 { return d[3] & 0xf }

// Vendor returns the T10 VENDOR IDENTIFICATION without trailing spaces.
func (d InquiryData) Vendor() string { return trim(d[8:16]) }

// Product returns the PRODUCT IDENTIFICATION without trailing spaces.
func (d InquiryData) Product() string { return trim(d[16:32]) }

// Revision returns the PRODUCT REVISION LEVEL without trailing spaces.
func (d InquiryData) Revision() string { return trim(d[32:36]) }

func trim(p []byte) string { return strings.TrimRight(string(p), " ") }

// Identify returns a target's standard INQUIRY data, 36 bytes.
func Identify(ctx context.Context, t Target) (InquiryData, error) {
	p, err := Do(ctx, t, Inquiry(inquirySize), nil)
	if err != nil {
		return nil, err
	}
	if len(p) < inquirySize {
		return nil, fmt.Errorf("scsi: INQUIRY: got %d bytes, want %d", len(p), inquirySize)
	}
	return p, nil
}

// Medium is a medium as READ CAPACITY reports it.
type Medium struct {
	Blocks    uint64
	BlockSize int // in bytes
}

// Capacity returns the medium from READ CAPACITY (10).
func Capacity(ctx context.Context, t Target) (Medium, error) {
	p, err := Do(ctx, t, ReadCapacity10(), nil)
	if err != nil {
		return Medium{}, err
	}
	if len(p) != 8 {
		return Medium{}, fmt.Errorf("scsi: READ CAPACITY (10): got %d bytes, want 8", len(p))
	}
	last := binary.BigEndian.Uint32(p)
	return Medium{Blocks: uint64(last) + 1, BlockSize: int(binary.BigEndian.Uint32(p[4:]))}, nil
}

// Capacity16 returns the medium from READ CAPACITY (16), whose reserved bytes must be zero (SBC-3,
// section 5.16.2 "READ CAPACITY (16) parameter data").
func Capacity16(ctx context.Context, t Target) (Medium, error) {
	p, err := Do(ctx, t, ReadCapacity16(32), nil)
	if err != nil {
		return Medium{}, err
	}
	if len(p) < 12 {
		return Medium{}, fmt.Errorf("scsi: READ CAPACITY (16): got %d bytes, want 32", len(p))
	}
	const reserved = 16
	if rest := p[min(reserved, len(p)):]; !bytes.Equal(rest, make([]byte, len(rest))) {
		return Medium{}, fmt.Errorf("scsi: READ CAPACITY (16): got reserved bytes % x, want zeros", rest)
	}
	last := binary.BigEndian.Uint64(p)
	return Medium{Blocks: last + 1, BlockSize: int(binary.BigEndian.Uint32(p[8:]))}, nil
}

// LUNs returns the logical unit numbers that REPORT LUNS lists.
func LUNs(ctx context.Context, t Target, selection byte) ([]uint64, error) {
	p, err := Do(ctx, t, ReportLUNs(selection, 4096), nil)
	if err != nil {
		return nil, err
	}
	if len(p) < 8 {
		return nil, fmt.Errorf("scsi: REPORT LUNS: got %d bytes, want a header of 8", len(p))
	}
	size := binary.BigEndian.Uint32(p)
	if size%8 != 0 || int(size) > len(p)-8 {
		return nil, fmt.Errorf("scsi: REPORT LUNS: got %[2]d bytes of the list, want %[1]d", size, len(p)-8)
	}
	var luns []uint64
	for at := 8; at < 8+int(size); at += 8 {
		luns = append(luns, binary.BigEndian.Uint64(p[at:]))
	}
	return luns, nil
}
