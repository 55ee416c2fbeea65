package vhostuser

import (
	"encoding/binary"
	"sync/atomic"
	"unsafe"
)

// Fields that both sides use at the same time. Go has no atomic access of 16 bits,
// so these work on the aligned word around the field. Memory is mapped in pages,
// which have the whole word.

// word returns the aligned word with the first byte of b, and the byte's place in
// it.
func word(b []byte) (p *uint32, at int) {
	first := unsafe.Pointer(&b[0])
	at = int(uintptr(first) % 4)
	return (*uint32)(unsafe.Add(first, -at)), at
}

// load16 reads a field of 16 bits, which is at an even address.
func load16(b []byte, order binary.ByteOrder) uint16 {
	p, at := word(b)
	var bytes [4]byte
	binary.NativeEndian.PutUint32(bytes[:], atomic.LoadUint32(p))
	return order.Uint16(bytes[at:])
}

// store16 writes a field of 16 bits, which is at an even address, after everything
// that was written before.
func store16(b []byte, order binary.ByteOrder, v uint16) {
	p, at := word(b)
	for {
		old := atomic.LoadUint32(p)
		var bytes [4]byte
		binary.NativeEndian.PutUint32(bytes[:], old)
		order.PutUint16(bytes[at:], v)
		if atomic.CompareAndSwapUint32(p, old, binary.NativeEndian.Uint32(bytes[:])) {
			return
		}
	}
}

// setBits sets bits of a byte.
func setBits(b []byte, bits byte) {
	p, at := word(b)
	var bytes [4]byte
	bytes[at] = bits
	atomic.OrUint32(p, binary.NativeEndian.Uint32(bytes[:]))
}
