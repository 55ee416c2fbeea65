package smbus

import (
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/smbus"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Bytes of a module's EEPROM (JEDEC Standard No. 21-C, section 4.1.2.5 "Serial Presence Detects for
// Synchronous DRAM").
const (
	memoryType = 2
	rows       = 3
	columns    = 4
	ranks      = 5
	dataWidth  = 6  // in bits
	banks      = 17 // of a chip
	density    = 31
	checksum   = 63

	sdram = 4
)

// memoryModules reads the EEPROMs of the memory modules: their sizes add up to the machine's RAM.
func memoryModules(h host) {
	var content [modules][]byte
	for i := range content {
		if content[i] = h.ofModule(i, memoryType+1); content[i][memoryType] == sdram {
			content[i] = h.ofModule(i, checksum+1)
		}
	}
	h.Step("content", func() {
		var size uint64
		for i, c := range content {
			if c[memoryType] == sdram {
				size += h.module(i, c)
			}
		}
		ram := h.Machine().Alloc.RAM()
		if want := ram.Base + ram.Size; size != want {
			h.Errorf("the modules have %d bytes, want the %d of the machine", size, want)
		}
	})
	h.Step("organisation", func() {
		for i, c := range content {
			if c[memoryType] == sdram {
				h.organisation(i, c)
			}
		}
	})
	h.Step("written", func() {
		h.put(0, 0xa5)
		h.holds("a byte that is written", 0, 0xa5)
		for i := range modules - 1 {
			h.makes("a byte is read", smbus.Transaction{Protocol: smbus.ByteData, Target: firstModule + i2c.Address(i), Read: true})
			reg.ExpectT(h, h.Regs, fmt.Sprintf("byte 0 of module %d, when another module's was written", i), smbus.Data0, content[i][0])
		}
	})
}

// ofModule returns the first bytes of a module's EEPROM.
func (h host) ofModule(n, size int) []byte {
	h.Helper()
	var p []byte
	for at := range size {
		h.makes("a byte is read", smbus.Transaction{Protocol: smbus.ByteData, Target: firstModule + i2c.Address(n), Read: true, Code: uint8(at)})
		p = append(p, smbus.Data0.ReadT(h, h.Regs))
	}
	return p
}

// module checks the sum of one EEPROM, and returns the size of its module in bytes.
func (h host) module(n int, c []byte) uint64 {
	h.Helper()
	var sum byte
	for _, b := range c[:checksum] {
		sum += b
	}
	if sum != c[checksum] {
		h.Errorf("module %d: sum of bytes 0 to 62 = %#02x, want that of byte 63, %#02x", n, sum, c[checksum])
	}
	return rank(c) * uint64(c[ranks])
}

// rank returns the size of a rank in bytes, of which each bit stands for one.
func rank(c []byte) uint64 {
	const unit = 4 << 20
	var size uint64
	for bit := range 8 {
		if c[density]&(1<<bit) != 0 {
			size += unit << bit
		}
	}
	return size
}

// organisation checks that a module's chips make up its size.
func (h host) organisation(n int, c []byte) {
	h.Helper()
	const bits = 8
	want := uint64(1) << (c[rows] + c[columns]) * uint64(c[banks]) * uint64(c[dataWidth]) / bits
	if got := rank(c); got != want {
		h.Errorf("module %d: density = %d bytes, want %d by its rows, columns, banks and width", n, got, want)
	}
}
