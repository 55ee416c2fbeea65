package loader

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// item is a number that a loader stores.
type item struct {
	offset    uint64 // from the base of the test's memory
	value     uint64
	length    int
	bigEndian bool
}

// data are the items ("Setting Memory Values"). A number is as long as data-len says.
func data() []item {
	const value = 0x1122_3344_5566_7788
	return []item{
		{offset: 0x00, value: 0xa5, length: 1},
		{offset: 0x11, value: 0xbeef, length: 2},
		{offset: 0x20, value: 0x0102_0304, length: 4},
		{offset: 0x30, value: value, length: 8},
		{offset: 0x40, value: value, length: 8, bigEndian: true},
	}
}

// bytes returns the bytes in memory.
func (i item) bytes() []byte {
	p := make([]byte, 8)
	if i.bigEndian {
		binary.BigEndian.PutUint64(p, i.value)
		return p[8-i.length:]
	}
	binary.LittleEndian.PutUint64(p, i.value)
	return p[:i.length]
}

// Offsets of the files.
const (
	rawOffset = 0x1000
	hexOffset = 0x1_0000
)

// raw returns the bytes of the file that is copied: an odd number of them.
func raw() []byte { return bytes.Repeat([]byte("a raw file\n\x00\xff"), 301)[:3901] }

// part is some bytes of the other file.
type part struct {
	offset uint64
	bytes  []byte
}

// parts are more than a record has, less, and some behind the next 64 KiB.
func parts() []part {
	return []part{
		{hexOffset, []byte("sixteen bytes...and some more")},
		{hexOffset + 0x103, []byte{0x42}},
		{hexOffset + 0x1_fff8, []byte("across 64K bytes")},
	}
}

// The types of records (Intel, Hexadecimal Object File Format Specification, revision A).
const (
	dataRecord    = 0
	endRecord     = 1
	linearAddress = 4
)

// hexImage returns the file with the parts, in records of up to 16 bytes.
func hexImage(base uint64) []byte {
	var file []byte
	for _, p := range parts() {
		const most, block = 16, 1 << 16
		for address, rest := base+p.offset, p.bytes; len(rest) > 0; {
			n := min(len(rest), most, int(block-address%block))
			file = append(file, record(linearAddress, 0, binary.BigEndian.AppendUint16(nil, uint16(address/block)))...)
			file = append(file, record(dataRecord, uint16(address%block), rest[:n])...)
			address, rest = address+uint64(n), rest[n:]
		}
	}
	return append(file, record(endRecord, 0, nil)...)
}

// record returns a line: the sum of its bytes is 0.
func record(kind byte, address uint16, content []byte) []byte {
	p := append([]byte{byte(len(content)), byte(address >> 8), byte(address), kind}, content...)
	var sum byte
	for _, b := range p {
		sum += b
	}
	return fmt.Appendf(nil, ":%X\r\n", append(p, -sum))
}

// load checks that the data is in memory, and nothing beside it.
func load(t *run.T, m *guest.Machine, base uint64) {
	for _, d := range data() {
		t.Step(fmt.Sprintf("number of %d bytes at %#x", d.length, d.offset), func() { expect(t, m, base+d.offset, d.bytes()) })
	}
	t.Step("raw file", func() { expect(t, m, base+rawOffset, raw()) })
	t.Step("hexadecimal file", func() {
		for _, p := range parts() {
			expect(t, m, base+p.offset, p.bytes)
		}
	})
}

// expect checks bytes, and that there are zeros before and behind them.
func expect(t *run.T, m *guest.Machine, address uint64, want []byte) {
	t.Helper()
	const around = 4
	got := make([]byte, around+len(want)+around)
	t.Must(m.ReadMemory(t.Context(), address-around, got))
	whole := append(append(make([]byte, around), want...), make([]byte, around)...)
	if !bytes.Equal(got, whole) {
		t.Errorf("bytes at %#x = %x, want %x", address-around, got, whole)
	}
}
