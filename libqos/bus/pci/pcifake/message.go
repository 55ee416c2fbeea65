package pcifake

import (
	"math/bits"

	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// msix is the location of a function's MSI-X structures.
type msix struct {
	capability uint64
	vectors    int
	bar        *BAR
	pba        uint64 // offset in bar
}

func (f *Function) addMSIX(at uint64, vectors int) {
	x := &msix{capability: at, vectors: vectors}
	for _, b := range f.BARs {
		if b.Kind != pci.IO {
			x.bar = b
			break
		}
	}
	x.pba = x.bar.Size / 2
	f.msix = x
	store(f.Config[at+2:], qtest.Width16, uint64(vectors-1))
	f.Allow(at+2, qtest.Width16, uint64(pci.MSIXEnable|pci.MSIXFunctionMask))
	store(f.Config[at+4:], qtest.Width32, uint64(x.bar.Index))
	store(f.Config[at+8:], qtest.Width32, x.pba|uint64(x.bar.Index))
	for v := range vectors {
		x.bar.Memory[16*v+12] = 1
	}
}

// readOnly reports whether an offset is in the read-only pending bits.
func (x *msix) readOnly(b *BAR, offset uint64) bool {
	return x != nil && b == x.bar && offset >= x.pba
}

// addMSI adds an MSI capability with a 64-bit address and masking.
func (f *Function) addMSI(at uint64, vectors int) {
	log := uint64(bits.Len(uint(vectors)) - 1)
	store(f.Config[at+2:], qtest.Width16, uint64(pci.MSI64Bit|pci.MSIMaskable)|log<<1)
	f.Allow(at+2, qtest.Width16, uint64(pci.MSIEnable|pci.MSIMultiple))
	f.Allow(at+4, qtest.Width32, 0xfffffffc)
	f.Allow(at+8, qtest.Width32, 0xffffffff)
	f.Allow(at+12, qtest.Width16, 0xffff)
	f.Allow(at+16, qtest.Width32, 1<<vectors-1)
}

// Pend sets a vector's pending bit. Its message is sent when the vector is not
// masked.
func (f *Function) Pend(vector int) {
	f.msix.bar.Memory[int(f.msix.pba)+vector/8] |= 1 << (vector % 8)
	f.deliver()
}

// deliver sends the pending MSI-X messages that are not masked.
func (f *Function) deliver() {
	x := f.msix
	if x == nil || f.command()&pci.CommandMaster == 0 {
		return
	}
	control := pci.MSIXControl(load(f.Config[x.capability+2:], qtest.Width16))
	if control&pci.MSIXEnable == 0 || control&pci.MSIXFunctionMask != 0 {
		return
	}
	for v := range x.vectors {
		entry, pending := x.bar.Memory[16*v:], &x.bar.Memory[int(x.pba)+v/8]
		bit := byte(1) << (v % 8)
		if *pending&bit == 0 || entry[12]&1 != 0 {
			continue
		}
		*pending &^= bit
		f.send(load(entry, qtest.Width64), uint32(load(entry[8:], qtest.Width32)))
	}
}

// SendMSI sends the message of an MSI vector, if the capability at that offset
// of configuration space is enabled.
func (f *Function) SendMSI(capability uint64, vector int) {
	control := pci.MSIControl(load(f.Config[capability+2:], qtest.Width16))
	if control&pci.MSIEnable == 0 || f.command()&pci.CommandMaster == 0 {
		return
	}
	addr := load(f.Config[capability+4:], qtest.Width64)
	f.send(addr, uint32(load(f.Config[capability+12:], qtest.Width16))|uint32(vector))
}

func (f *Function) send(addr uint64, data uint32) {
	f.Messages = append(f.Messages, data)
	var p [4]byte
	store(p[:], qtest.Width32, uint64(data))
	f.link.setRAM(addr, p[:])
}
