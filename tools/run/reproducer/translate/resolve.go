package translate

import (
	"encoding/binary"
	"math/bits"
	"slices"

	"github.com/qgraph/qgraph/libqos/base/memmap"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/tools/run/reproducer"
)

// kind is the kind of a place in the reproducer's machine.
type kind uint8

const (
	nothing  kind = iota // no access, or one that reaches nothing
	selector             // the register that selects a register of configuration space
	config               // configuration space of a function
	bar
	memory // RAM
	region // a memory region of a device of the machine
)

// place is the place of an access in the reproducer's machine.
type place struct {
	kind   kind
	at     Home // the function, of config and bar
	bar    int
	offset uint64
	region memmap.Range
	port   bool
}

// Names of memory regions that lead to others.
const (
	indexRegion = "pci-conf-idx"
	dataRegion  = "pci-conf-data"
	ecamRegion  = "pcie-mmcfg-mmio"
	portRegion  = "gpex_ioport_window"
)

// The memory window of a Q35's configuration space (Intel 3 Series Express Chipset Family
// datasheet, "PCIEXBAR - PCI Express Register Range Base Address").
const (
	q35Bridge       = "mch"
	pciexbar        = 0x60
	pciexbarEnable  = 1 << 0
	pciexbarAddress = 0xff0000000 // bits 35:28
	ecamSize        = 256 << 20   // bytes
)

// resolver follows what the lines do with the registers that decide which address is whose.
type resolver struct {
	l      *Layout
	index  uint32
	spaces map[Home]*[256]byte // what was written to configuration space
	from   *Home               // a place that stands for another one; nil for none
	to     Home
}

// resolve returns the place of an access, and follows what it writes.
func (r *resolver) resolve(a reproducer.Access) place {
	p := r.place(a)
	if !a.Write || a.Width == 0 {
		return p
	}
	v := r.value(a)
	switch p.kind {
	case selector:
		if a.Width == 4 {
			r.index = uint32(v)
		}
	case config:
		r.write(p, v, a.Width)
	}
	return p
}

// value returns the value that an access writes, as a device of PCI sees it.
func (r *resolver) value(a reproducer.Access) uint64 {
	if r.l.BigEndian && !a.Port {
		return swap(a.Value, a.Width)
	}
	return a.Value
}

// swap returns a value of some bytes in the other byte order.
func swap(v uint64, bytes int) uint64 { return bits.ReverseBytes64(v) >> (64 - 8*bytes) }

// write keeps what is written to configuration space.
func (r *resolver) write(p place, v uint64, bytes int) {
	s := r.spaces[p.at]
	if s == nil {
		s = &[256]byte{}
		r.spaces[p.at] = s
	}
	for i := range bytes {
		if at := p.offset + uint64(i); at < uint64(len(s)) {
			s[at] = byte(v >> (8 * i))
		}
	}
}

// place returns the place of an access.
func (r *resolver) place(a reproducer.Access) place {
	view := r.l.Map.Memory()
	if a.Port {
		view = r.l.Map.Ports()
	}
	in, found := view.At(a.Addr)
	offset := a.Addr - in.First + in.Offset
	switch {
	case !found:
		in.Hole = true
	case in.Region == indexRegion:
		if offset == 0 {
			return place{kind: selector}
		}
	case in.Region == dataRegion:
		return r.moved(r.selected(offset))
	case in.Region == ecamRegion:
		return r.moved(r.ecam(offset))
	case in.Region == portRegion && !a.Port:
		a.Addr, a.Port = offset, true
	case slices.Contains([]memmap.Kind{memmap.RAM, memmap.ROM, memmap.ROMDevice}, in.Kind):
		return place{kind: memory, offset: a.Addr, region: in}
	}
	if p, ok := r.window(a); ok {
		return p
	}
	if p, ok := r.behindBAR(a); ok {
		return p
	}
	if in.Hole || in.Kind == memmap.Container {
		return place{kind: nothing, port: a.Port, offset: a.Addr}
	}
	return place{kind: region, region: in, offset: offset, port: a.Port}
}

// moved returns a place of configuration space where the device is in the layout.
func (r *resolver) moved(p place) place {
	if p.kind == config && r.from != nil && p.at == *r.from {
		p.at = r.to
	}
	return p
}

// selected returns the place of an access to the data register of configuration space.
func (r *resolver) selected(offset uint64) place {
	const enable = 1 << 31
	if r.index&enable == 0 {
		return place{kind: nothing}
	}
	at := pci.Address{Bus: uint8(r.index >> 16), Device: uint8(r.index>>11) & 0x1f, Function: uint8(r.index>>8) & 7}
	return place{kind: config, at: r.home(at), offset: uint64(r.index&0xfc) + offset&3}
}

// ecam returns the place of an access to the memory window of configuration space.
func (r *resolver) ecam(offset uint64) place {
	at := pci.Address{Bus: uint8(offset >> 20), Device: uint8(offset>>15) & 0x1f, Function: uint8(offset>>12) & 7}
	return place{kind: config, at: r.home(at), offset: offset & 0xfff}
}

// window returns the place of an access to the window that the lines have opened on a Q35.
func (r *resolver) window(a reproducer.Access) (place, bool) {
	bridge, s := r.l.function(Home{}), r.spaces[Home{}]
	if a.Port || bridge == nil || bridge.Model != q35Bridge || s == nil {
		return place{}, false
	}
	v := binary.LittleEndian.Uint64(s[pciexbar:])
	base := v & pciexbarAddress
	if v&pciexbarEnable == 0 || a.Addr < base || a.Addr-base >= ecamSize {
		return place{}, false
	}
	return r.moved(r.ecam(a.Addr - base)), true
}

// behindBAR returns the place of an access to what a BAR has placed.
func (r *resolver) behindBAR(a reproducer.Access) (place, bool) {
	for _, f := range r.l.Functions {
		for _, b := range f.BARs {
			base, ok := r.base(f, b)
			if ok && b.IO == a.Port && a.Addr >= base && a.Addr-base < b.Size && r.passes(f.At, a.Addr, a.Port) {
				return place{kind: bar, at: f.At, bar: b.Index, offset: a.Addr - base, port: a.Port}, true
			}
		}
	}
	return place{}, false
}

// base returns where the lines have placed a BAR so far. The sizing protocol writes all ones,
// which is no place.
func (r *resolver) base(f Function, b BAR) (uint64, bool) {
	s := r.spaces[f.At]
	if s == nil || b.Size == 0 || b.Index == rom {
		return 0, false
	}
	at := 0x10 + 4*b.Index
	base := uint64(binary.LittleEndian.Uint32(s[at:]))
	ones := uint64(0xffffffff)
	if upper := uint64(at) + 4; !b.IO && f.bar(upper) != nil && f.bar(upper).Index == b.Index && upper < 0x28 {
		base |= uint64(binary.LittleEndian.Uint32(s[upper:])) << 32
	}
	mask := ^(b.Size - 1)
	base &= mask
	return base, base != 0 && base&ones != mask&ones
}
