package faulty

import (
	"encoding/binary"
	"fmt"
	"strings"
)

// bars are the base address registers of PCI functions, by their places in configuration
// space, as far as a test has set them (PCI Local Bus Specification 3.0, section 6.2.5.1).
type bars map[Place]*bar

// bar is one base address register.
type bar struct {
	sizing bool   // all ones were written last
	size   uint64 // 0: unknown
	value  uint32 // as read last
}

// The bits of a base address register that are no address.
const (
	barPorts   = 1 << 0
	barIs64    = 2 << 1
	barType    = 3 << 1
	memoryBits = 0xf
	portBits   = 0x3
)

// isBAR reports whether a place in configuration space is a base address register.
func isBAR(p Place) bool {
	return strings.HasPrefix(p.Space, "pci/") && p.Offset >= 0x10 && p.Offset < 0x28 && p.Offset%4 == 0
}

// written takes a write to configuration space.
func (b bars) written(p Place, data []byte) {
	if !isBAR(p) {
		return
	}
	if b[p] == nil {
		b[p] = &bar{}
	}
	b[p].sizing = binary.LittleEndian.Uint32(data) == ^uint32(0)
}

// read takes the answer of a read of configuration space.
func (b bars) read(p Place, data []byte) {
	r := b[p]
	if !isBAR(p) || r == nil {
		return
	}
	v := binary.LittleEndian.Uint32(data)
	switch {
	case !r.sizing:
		r.value = v
	case v&barPorts != 0:
		r.size = uint64(^(v &^ portBits) + 1)
		if v>>16 == 0 {
			r.size = uint64(^(v | 0xffff0000 | portBits) + portBits + 1)
		}
	case v != 0:
		r.size = uint64(^(v &^ memoryBits) + 1)
	}
}

// place returns the place of an address in memory or of a port: in a base address
// register if one covers it.
func (b bars) place(space string, addr uint64) Place {
	for p, r := range b {
		ports := r.value&barPorts != 0
		if r.size == 0 || r.value == 0 || ports != (space == "port") {
			continue
		}
		base := uint64(r.value &^ memoryBits)
		if ports {
			base = uint64(r.value &^ portBits)
		} else if high := b[p.plus(4)]; r.value&barType == barIs64 && high != nil {
			base |= uint64(high.value) << 32
		}
		if base <= addr && addr < base+r.size {
			name := strings.TrimPrefix(p.Space, "pci/")
			return Place{fmt.Sprintf("bar%d/%s", (p.Offset-0x10)/4, name), addr - base}
		}
	}
	return Place{space, addr}
}
