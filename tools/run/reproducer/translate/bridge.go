package translate

import (
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pcibridge"
)

// Home is where a function is on a machine, whatever numbers its guest gives to the buses.
type Home struct {
	pci.Address     // on a bus behind a bridge, bus 0 stands for that bus
	Bridge      int // 1 + the index of the bridge among the layout's functions; 0 for a root bus
}

// String returns the address.
func (h Home) String() string {
	if h.Bridge == 0 {
		return h.Address.String()
	}
	return fmt.Sprintf("%s behind a bridge", h.Slot())
}

// bridge returns the bridge that a function is behind; nil for one on a root bus.
func (l *Layout) bridge(h Home) *Function {
	if h.Bridge == 0 {
		return nil
	}
	return &l.Functions[h.Bridge-1]
}

// isBridge reports whether a function of the layout is behind f.
func (l *Layout) isBridge(f *Function) bool {
	for _, other := range l.Functions {
		if l.bridge(other.At) == f {
			return true
		}
	}
	return false
}

// home returns where the function is that configuration cycles with an address reach, by the bus
// numbers that the lines have given to bridges so far.
func (r *resolver) home(at pci.Address) Home {
	for i := range r.l.Functions {
		f := &r.l.Functions[i]
		if r.l.isBridge(f) && at.Bus != 0 && r.bus(f) == at.Bus && r.forwards(f.At, at.Bus) {
			return Home{Address: pci.Address{Device: at.Device, Function: at.Function}, Bridge: i + 1}
		}
	}
	return Home{Address: at}
}

// bus returns the number of the bus behind a bridge, 0 if it has none yet.
func (r *resolver) bus(bridge *Function) uint8 {
	if s := r.spaces[bridge.At]; s != nil {
		return s[pcibridge.SecondaryBus]
	}
	return 0
}

// forwards reports whether the bridges above a function forward configuration cycles for a bus
// (PCI-to-PCI Bridge Architecture 1.2, section 3.1.2.1.2 "Type 1 to Type 1 Forwarding").
func (r *resolver) forwards(h Home, bus uint8) bool {
	for above := r.l.bridge(h); above != nil; above = r.l.bridge(above.At) {
		s := r.spaces[above.At]
		if s == nil || bus <= s[pcibridge.SecondaryBus] || bus > s[pcibridge.SubordinateBus] {
			return false
		}
	}
	return true
}

// passes reports whether the windows of the bridges above a function let an access to an address
// through, as the lines have set them so far (PCI-to-PCI Bridge Architecture 1.2, section 4
// "Address Decoding").
func (r *resolver) passes(h Home, address uint64, io bool) bool {
	for above := r.l.bridge(h); above != nil; above = r.l.bridge(above.At) {
		s := r.spaces[above.At]
		if s == nil {
			return false
		}
		in := false
		for _, w := range windows(s, io) {
			in = in || address >= w.first && address <= w.last
		}
		if !in {
			return false
		}
	}
	return true
}

// window is a range of addresses that a bridge lets through; it is empty if last is below first.
type window struct{ first, last uint64 }

// windows returns the windows of a bridge with this configuration space.
func windows(s *[256]byte, io bool) []window {
	enabled := pci.CommandMemory
	if io {
		enabled = pci.CommandIO
	}
	if pci.CommandBits(s[pci.Command])&enabled == 0 {
		return nil
	}
	word := func(at uint64) uint64 { return uint64(binary.LittleEndian.Uint16(s[at:])) }
	long := func(at uint64) uint64 { return uint64(binary.LittleEndian.Uint32(s[at:])) }
	if io {
		return []window{{
			first: word(uint64(pcibridge.IOBaseHigh))<<16 | uint64(s[pcibridge.IOBase]&0xf0)<<8,
			last:  word(uint64(pcibridge.IOLimitHigh))<<16 | uint64(s[pcibridge.IOLimit]&0xf0)<<8 | 0xfff,
		}}
	}
	memory := func(base, limit uint64) window {
		return window{first: word(base) & 0xfff0 << 16, last: word(limit)&0xfff0<<16 | 0xf_ffff}
	}
	prefetchable := memory(uint64(pcibridge.PrefetchableBase), uint64(pcibridge.PrefetchableLimit))
	prefetchable.first |= long(uint64(pcibridge.PrefetchableBaseHigh)) << 32
	prefetchable.last |= long(uint64(pcibridge.PrefetchableLimitHigh)) << 32
	return []window{memory(uint64(pcibridge.MemoryBase), uint64(pcibridge.MemoryLimit)), prefetchable}
}
