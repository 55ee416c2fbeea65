package scsi

import (
	"encoding/binary"
	"fmt"
)

// Direction is the direction of a transfer.
type Direction uint8

// The directions.
const (
	None Direction = iota
	FromTarget
	ToTarget
)

// Command is a command descriptor block with the direction and length of its
// transfer.
type Command struct {
	CDB       []byte // 6, 10, 12 or 16 bytes
	Direction Direction
	Length    int // largest number of bytes to transfer
}

// Operation codes (SPC-4, annex E "Operation code, … numbers"; SBC-3, section 5
// "Commands for direct access block devices").
const (
	opTestUnitReady   = 0x00
	opRequestSense    = 0x03
	opRead6           = 0x08
	opWrite6          = 0x0a
	opInquiry         = 0x12
	opModeSense6      = 0x1a
	opStartStopUnit   = 0x1b
	opReadCapacity10  = 0x25
	opRead10          = 0x28
	opWrite10         = 0x2a
	opVerify10        = 0x2f
	opSynchronize10   = 0x35
	opUnmap           = 0x42
	opModeSense10     = 0x5a
	opRead16          = 0x88
	opWrite16         = 0x8a
	opServiceActionIn = 0x9e
	opReportLUNs      = 0xa0

	actionReadCapacity16 = 0x10
)

// String returns the command's name and its first block, for errors.
func (c Command) String() string {
	if len(c.CDB) == 0 {
		return "empty CDB"
	}
	names := map[byte]string{
		opTestUnitReady: "TEST UNIT READY", opRequestSense: "REQUEST SENSE", opRead6: "READ (6)", opWrite6: "WRITE (6)",
		opInquiry: "INQUIRY", opModeSense6: "MODE SENSE (6)", opStartStopUnit: "START STOP UNIT",
		opReadCapacity10: "READ CAPACITY (10)", opRead10: "READ (10)", opWrite10: "WRITE (10)", opVerify10: "VERIFY (10)",
		opSynchronize10: "SYNCHRONIZE CACHE (10)", opUnmap: "UNMAP", opModeSense10: "MODE SENSE (10)",
		opRead16: "READ (16)", opWrite16: "WRITE (16)", opServiceActionIn: "SERVICE ACTION IN (16)", opReportLUNs: "REPORT LUNS",
	}
	name := names[c.CDB[0]]
	if name == "" {
		name = fmt.Sprintf("operation code %#02x", c.CDB[0])
	}
	return fmt.Sprintf("%s (% x)", name, c.CDB)
}

// TestUnitReady asks whether the logical unit is ready (SPC-4, section 6.47 "TEST
// UNIT READY command").
func TestUnitReady() Command { return Command{CDB: make([]byte, 6)} }

// RequestSense requests sense data of the fixed format (SPC-4, section 6.39
// "REQUEST SENSE command").
func RequestSense(length int) Command {
	return Command{CDB: []byte{opRequestSense, 0, 0, 0, byte(length), 0}, Direction: FromTarget, Length: length}
}

// Inquiry requests the standard INQUIRY data (SPC-4, section 6.6 "INQUIRY
// command").
func Inquiry(length int) Command {
	return Command{CDB: []byte{opInquiry, 0, 0, byte(length >> 8), byte(length), 0}, Direction: FromTarget, Length: length}
}

// InquiryPage requests a vital product data page (SPC-4, section 7.8 "Vital product
// data parameters").
func InquiryPage(page byte, length int) Command {
	c := Inquiry(length)
	c.CDB[1], c.CDB[2] = 1, page // EVPD
	return c
}

// ReportLUNs requests the list of logical units (SPC-4, section 6.33 "REPORT LUNS
// command"); selection is the field SELECT REPORT.
func ReportLUNs(selection byte, length int) Command {
	cdb := make([]byte, 12)
	cdb[0], cdb[2] = opReportLUNs, selection
	binary.BigEndian.PutUint32(cdb[6:], uint32(length))
	return Command{CDB: cdb, Direction: FromTarget, Length: length}
}

// ModeSense10 requests a mode page (SPC-4, section 6.14 "MODE SENSE (10)
// command").
func ModeSense10(page byte, length int) Command {
	cdb := make([]byte, 10)
	cdb[0], cdb[2] = opModeSense10, page
	binary.BigEndian.PutUint16(cdb[7:], uint16(length))
	return Command{CDB: cdb, Direction: FromTarget, Length: length}
}

// StartStopUnit starts or stops the logical unit (SBC-3, section 5.25 "START STOP
// UNIT command"); power is the field POWER CONDITION.
func StartStopUnit(power byte, start bool) Command {
	cdb := []byte{opStartStopUnit, 0, 0, 0, power << 4, 0}
	if start {
		cdb[4] |= 1
	}
	return Command{CDB: cdb}
}

// ReadCapacity10 requests the last block and the block size (SBC-3, section
// 5.15 "READ CAPACITY (10) command").
func ReadCapacity10() Command {
	return Command{CDB: []byte{opReadCapacity10, 0, 0, 0, 0, 0, 0, 0, 0, 0}, Direction: FromTarget, Length: 8}
}

// ReadCapacity16 requests the last block, with 64 bits, the block size and more
// (SBC-3, section 5.16 "READ CAPACITY (16) command").
func ReadCapacity16(length int) Command {
	cdb := make([]byte, 16)
	cdb[0], cdb[1] = opServiceActionIn, actionReadCapacity16
	binary.BigEndian.PutUint32(cdb[10:], uint32(length))
	return Command{CDB: cdb, Direction: FromTarget, Length: length}
}

// Read6 reads count blocks, 1 to 255, of size bytes (SBC-3, section 5.11 "READ (6)
// command").
func Read6(block uint32, count, size int) Command {
	return transfer6(opRead6, FromTarget, block, count, size)
}

// Write6 writes count blocks, 1 to 255, of size bytes (SBC-3, section 5.33
// "WRITE (6) command").
func Write6(block uint32, count, size int) Command {
	return transfer6(opWrite6, ToTarget, block, count, size)
}

func transfer6(op byte, dir Direction, block uint32, count, size int) Command {
	return Command{
		CDB:       []byte{op, byte(block >> 16 & 0x1f), byte(block >> 8), byte(block), byte(count), 0},
		Direction: dir, Length: count * size,
	}
}

// Read10 reads count blocks, up to 65535, of size bytes (SBC-3, section 5.12 "READ
// (10) command").
func Read10(block uint32, count, size int) Command {
	return transfer10(opRead10, FromTarget, block, count, count*size)
}

// Write10 writes count blocks, up to 65535, of size bytes (SBC-3, section 5.34
// "WRITE (10) command").
func Write10(block uint32, count, size int) Command {
	return transfer10(opWrite10, ToTarget, block, count, count*size)
}

// Verify10 verifies the medium without a comparison (SBC-3, section 5.30 "VERIFY (10)
// command").
func Verify10(block uint32, count int) Command {
	return transfer10(opVerify10, None, block, count, 0)
}

// SynchronizeCache10 writes count blocks from the cache to the medium, all from
// block on if count is 0 (SBC-3, section 5.26 "SYNCHRONIZE CACHE (10) command").
func SynchronizeCache10(block uint32, count int) Command {
	return transfer10(opSynchronize10, None, block, count, 0)
}

func transfer10(op byte, dir Direction, block uint32, count, length int) Command {
	cdb := make([]byte, 10)
	cdb[0] = op
	binary.BigEndian.PutUint32(cdb[2:], block)
	binary.BigEndian.PutUint16(cdb[7:], uint16(count))
	return Command{CDB: cdb, Direction: dir, Length: length}
}

// Read16 reads count blocks of size bytes (SBC-3, section 5.14 "READ (16) command").
func Read16(block uint64, count, size int) Command {
	return transfer16(opRead16, FromTarget, block, count, size)
}

// Write16 writes count blocks of size bytes (SBC-3, section 5.36 "WRITE (16)
// command").
func Write16(block uint64, count, size int) Command {
	return transfer16(opWrite16, ToTarget, block, count, size)
}

func transfer16(op byte, dir Direction, block uint64, count, size int) Command {
	cdb := make([]byte, 16)
	cdb[0] = op
	binary.BigEndian.PutUint64(cdb[2:], block)
	binary.BigEndian.PutUint32(cdb[10:], uint32(count))
	return Command{CDB: cdb, Direction: dir, Length: count * size}
}

// Extent is a range of blocks.
type Extent struct {
	Block uint64
	Count uint32
}

// Unmap deallocates extents; the second result is its parameter list (SBC-3, section
// 5.28 "UNMAP command").
func Unmap(extents ...Extent) (Command, []byte) {
	list := make([]byte, 8, 8+16*len(extents))
	be := binary.BigEndian
	be.PutUint16(list, uint16(6+16*len(extents)))
	be.PutUint16(list[2:], uint16(16*len(extents)))
	for _, e := range extents {
		list = be.AppendUint64(list, e.Block)
		list = be.AppendUint32(list, e.Count)
		list = append(list, 0, 0, 0, 0)
	}
	cdb := make([]byte, 10)
	cdb[0] = opUnmap
	be.PutUint16(cdb[7:], uint16(len(list)))
	return Command{CDB: cdb, Direction: ToTarget, Length: len(list)}, list
}
