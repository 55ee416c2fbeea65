package aml

import (
	"encoding/binary"
	"fmt"
)

// ResourceKind is a kind of resource.
type ResourceKind string

// The kinds (section 6.4 "Resource Data Types for ACPI").
const (
	Memory    ResourceKind = "memory"
	IO        ResourceKind = "ports"
	Bus       ResourceKind = "bus numbers"
	Interrupt ResourceKind = "interrupt"
	DMA       ResourceKind = "DMA channel"
	SerialBus ResourceKind = "serial bus"
	Other     ResourceKind = "other"
)

// Resource is a descriptor of a resource template.
type Resource struct {
	Kind    ResourceKind
	Min     uint64   // first address, port or bus number; the address on an I²C bus
	Max     uint64   // of a range that is fixed, its last; otherwise the highest Min
	Length  uint64   // in bytes, ports or bus numbers
	Offset  uint64   // added to an address on the other side of a bridge
	Window  bool     // a bridge hands it to the bus behind it
	Fixed   bool     // it cannot be elsewhere
	Numbers []uint32 // interrupts or DMA channels
	Level   bool     // of interrupts: by level, not by edge
	Tag     byte     // the descriptor's first byte
}

// Last returns the last address of a range.
func (r Resource) Last() uint64 { return r.Min + r.Length - 1 }

// Resources returns the device's _CRS.
func (n *Node) Resources() ([]Resource, error) {
	t := n.Value("_CRS")
	if t == nil {
		return nil, nil
	}
	p, ok := t.Content()
	if !ok {
		return nil, fmt.Errorf("%w: _CRS of %s is no buffer", ErrFormat, n.Path)
	}
	all, err := Template(p)
	if err != nil {
		return nil, fmt.Errorf("_CRS of %s: %w", n.Path, err)
	}
	return all, nil
}

// Tags of descriptors: of a small one without its length (tables 6.27 and 6.40).
const (
	largeTag      = 0x80
	smallShift    = 3
	smallMask     = 7
	irqTag        = 0x04
	dmaTag        = 0x05
	ioTag         = 0x08
	fixedIOTag    = 0x09
	endTag        = 0x0f
	memory24Tag   = 0x81
	memory32Tag   = 0x85
	fixed32Tag    = 0x86
	dwordTag      = 0x87
	wordTag       = 0x88
	interruptsTag = 0x89
	qwordTag      = 0x8a
	extendedTag   = 0x8b
	serialTag     = 0x8e
)

// Template decodes a resource template. It must have its end tag, with the right checksum or
// without one, and nothing but zeros behind it.
func Template(p []byte) ([]Resource, error) {
	var all []Resource
	whole := p
	for len(p) > 0 {
		tag, body, rest, err := descriptor(p)
		if err != nil {
			return nil, err
		}
		if tag == endTag {
			return all, end(whole[:len(whole)-len(rest)], rest)
		}
		r, err := decode(tag, body)
		if err != nil {
			return nil, err
		}
		r.Tag = tag
		all = append(all, r)
		p = rest
	}
	return nil, fmt.Errorf("%w: a resource template without an end", ErrFormat)
}

// end checks the end of a template (section 6.4.2.9 "End Tag").
func end(template, rest []byte) error {
	var sum byte
	for _, b := range template {
		sum += b
	}
	if template[len(template)-1] != 0 && sum != 0 {
		return fmt.Errorf("%w: the checksum of a resource template is wrong by %#x", ErrFormat, sum)
	}
	for _, b := range rest {
		if b != 0 {
			return fmt.Errorf("%w: % x stands behind the end of a resource template", ErrFormat, rest)
		}
	}
	return nil
}

// descriptor cuts the first descriptor off.
func descriptor(p []byte) (tag byte, body, rest []byte, err error) {
	tag, p = p[0], p[1:]
	size := int(tag & smallMask)
	if tag&largeTag != 0 {
		if len(p) < 2 {
			return 0, nil, nil, fmt.Errorf("%w: it ends in a resource descriptor", ErrFormat)
		}
		size, p = int(binary.LittleEndian.Uint16(p)), p[2:]
	} else {
		tag >>= smallShift
	}
	if len(p) < size {
		return 0, nil, nil, fmt.Errorf("%w: it ends in a resource descriptor", ErrFormat)
	}
	return tag, p[:size], p[size:], nil
}

// shortest returns the smallest size of a descriptor's body.
func shortest(tag byte) int {
	return map[byte]int{
		irqTag: 2, dmaTag: 2, ioTag: 7, fixedIOTag: 3, memory24Tag: 9, memory32Tag: 17, fixed32Tag: 9, wordTag: 13,
		dwordTag: 23, qwordTag: 43, extendedTag: 53, interruptsTag: 6, serialTag: 9,
	}[tag]
}

// decode decodes a descriptor's body.
func decode(tag byte, p []byte) (r Resource, err error) {
	if least := shortest(tag); len(p) < least {
		return r, fmt.Errorf("%w: resource descriptor %#x has %d bytes, want %d", ErrFormat, tag, len(p), least)
	}
	le := binary.LittleEndian
	switch tag {
	case irqTag:
		r = Resource{Kind: Interrupt, Numbers: set(uint32(le.Uint16(p))), Level: len(p) > 2 && p[2]&1 == 0}
	case dmaTag:
		r = Resource{Kind: DMA, Numbers: set(uint32(p[0]))}
	case ioTag:
		r = Resource{Kind: IO, Min: uint64(le.Uint16(p[1:])), Max: uint64(le.Uint16(p[3:])), Length: uint64(p[6])}
		r.Fixed = r.Min == r.Max
	case fixedIOTag:
		r = Resource{Kind: IO, Min: uint64(le.Uint16(p)), Length: uint64(p[2]), Fixed: true}
		r.Max = r.Min
	case memory24Tag:
		const unit = 8 // addresses are in units of 256 bytes
		r = Resource{Kind: Memory, Min: uint64(le.Uint16(p[1:])) << unit, Max: uint64(le.Uint16(p[3:])) << unit, Length: uint64(le.Uint16(p[7:])) << unit}
	case memory32Tag:
		r = Resource{Kind: Memory, Min: uint64(le.Uint32(p[1:])), Max: uint64(le.Uint32(p[5:])), Length: uint64(le.Uint32(p[13:]))}
	case fixed32Tag:
		r = Resource{Kind: Memory, Min: uint64(le.Uint32(p[1:])), Length: uint64(le.Uint32(p[5:])), Fixed: true}
		r.Max = r.Last()
	case wordTag:
		r = address(p, 2, 3)
	case dwordTag:
		r = address(p, 4, 3)
	case qwordTag:
		r = address(p, 8, 3)
	case extendedTag:
		r = address(p, 8, 5)
	case interruptsTag:
		return interrupts(p)
	case serialTag:
		return serialBus(p), nil
	default:
		r.Kind = Other
	}
	return r, nil
}

// set returns the numbers of the bits that are set.
func set(bits uint32) []uint32 {
	var all []uint32
	for i := range uint32(32) {
		if bits>>i&1 != 0 {
			all = append(all, i)
		}
	}
	return all
}

// address decodes an address space descriptor, whose fields have size bytes each, from an
// offset on (section 6.4.3.5 "Address Space Resource Descriptors").
func address(p []byte, size, from int) Resource {
	field := func(i int) uint64 {
		var v [8]byte
		copy(v[:], p[from+i*size:from+(i+1)*size])
		return binary.LittleEndian.Uint64(v[:])
	}
	const consumer, bothFixed, flags = 1, 0x0c, 1
	kinds := []ResourceKind{Memory, IO, Bus}
	kind := Other
	if int(p[0]) < len(kinds) {
		kind = kinds[p[0]]
	}
	return Resource{
		Kind: kind, Min: field(1), Max: field(2), Offset: field(3), Length: field(4),
		Window: p[flags]&consumer == 0, Fixed: p[flags]&bothFixed == bothFixed,
	}
}

// interrupts decodes an extended interrupt descriptor (section 6.4.3.6).
func interrupts(p []byte) (Resource, error) {
	const head, each, edge = 2, 4, 2
	if len(p) < head+int(p[1])*each {
		return Resource{}, fmt.Errorf("%w: a descriptor of %d interrupts has %d bytes", ErrFormat, p[1], len(p))
	}
	r := Resource{Kind: Interrupt, Level: p[0]&edge == 0}
	for i := range int(p[1]) {
		r.Numbers = append(r.Numbers, binary.LittleEndian.Uint32(p[head+i*each:]))
	}
	return r, nil
}

// serialBus decodes a connection to a serial bus (section 6.4.3.8.2). Of the kinds of bus it knows the
// address on I²C.
func serialBus(p []byte) Resource {
	const typ, i2c, address = 2, 1, 13
	r := Resource{Kind: SerialBus}
	if p[typ] == i2c && len(p) >= address+2 {
		r.Min = uint64(binary.LittleEndian.Uint16(p[address:]))
		r.Max, r.Length = r.Min, 1
	}
	return r
}
