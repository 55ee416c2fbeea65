package vmxnet3

import "encoding/binary"

// descriptorSize is that of every descriptor, in bytes.
const descriptorSize = 16

// Offload is what the card does to a frame that it sends.
type Offload struct {
	Tag      bool // a VLAN tag is inserted
	VLAN     uint16
	Checksum int // offset of the TCP or UDP checksum in the frame; 0: none is inserted
	Header   int // offset of the TCP or UDP header, with Checksum
}

// sendDescriptor returns the descriptor of a piece of a frame, of 1 to 16383 bytes (the
// header, vmxnet3_txdesc). The frame's offload counts in its first.
func sendDescriptor(buffer uint64, size int, generation, last bool, o Offload) []byte {
	const checksum = 2 // VMXNET3_OM_CSUM
	word2, word3 := uint32(size), uint32(0)
	if generation {
		word2 |= 1 << 14
	}
	if o.Checksum != 0 {
		word2 |= uint32(o.Checksum) << 18
		word3 |= uint32(o.Header) | checksum<<10
	}
	if last {
		word3 |= 1<<12 | 1<<13 // end of packet, completion request
	}
	if o.Tag {
		word3 |= 1<<15 | uint32(o.VLAN)<<16
	}
	return words(buffer, word2, word3)
}

// receiveDescriptor returns the descriptor of a buffer, of 1 to 16383 bytes (the header,
// vmxnet3_rxdesc).
func receiveDescriptor(buffer uint64, size int, generation, body bool) []byte {
	word := uint32(size)
	if body {
		word |= 1 << 14
	}
	if generation {
		word |= 1 << 31
	}
	return words(buffer, word, 0)
}

func words(buffer uint64, a, b uint32) []byte {
	d := binary.LittleEndian.AppendUint64(nil, buffer)
	d = binary.LittleEndian.AppendUint32(d, a)
	return binary.LittleEndian.AppendUint32(d, b)
}

// completion is a completion descriptor of either direction (the header, vmxnet3_txcompdesc
// and vmxnet3_rxcompdesc).
type completion [4]uint32

func parseCompletion(b []byte) (c completion) {
	for i := range c {
		c[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return c
}

// The types of completions (VMware's vmxnet3_defs.h for Linux, VMXNET3_CDTYPE_TXCOMP and _RXCOMP).
const (
	sentType     = 0
	ReceivedType = 3
)

// plain reports whether the reserved bits of a completion of a sent frame are clear.
func (c completion) plain() bool {
	const index, types = 0xfff, 0xff << 24
	return c[0]&^index == 0 && c[1] == 0 && c[2] == 0 && c[3]&^types == 0
}

// silent reports whether a completion of a received frame says nothing of receive-side scaling, which
// is off, and has its reserved bits clear.
func (c completion) silent() bool {
	const scaling, reserved = 0xf << 26, 1<<31 | 3<<12
	return c[0]&(scaling|reserved) == 0 && c[1] == 0
}

func (c completion) typ() int         { return int(c[3] >> 24 & 0x7f) }
func (c completion) generation() bool { return c[3]>>31 != 0 }
func (c completion) index() int       { return int(c[0] & 0xfff) }
func (c completion) end() bool        { return c[0]>>14&1 != 0 }
func (c completion) start() bool      { return c[0]>>15&1 != 0 }

// ring returns the receive ring of the descriptor: the second rings of all queues follow the
// first ones.
func (c completion) ring() int {
	if c[0]>>16&0x3ff != 0 {
		return 1
	}
	return 0
}

func (c completion) length() int  { return int(c[2] & 0x3fff) }
func (c completion) failed() bool { return c[2]>>14&1 != 0 }
func (c completion) tagged() bool { return c[2]>>15&1 != 0 }
func (c completion) tag() uint16  { return uint16(c[2] >> 16) }
