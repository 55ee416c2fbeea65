package pcibridge

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pcibridge"
)

// classBridge is the class code of a bridge between PCI buses, without the programming
// interface (PCI Local Bus 3.0, appendix D "Class Codes").
const classBridge pci.Class = 0x0604

// reservedStatus are the reserved bits of the secondary bus's status: 4 to 0, and 6 (section
// 3.2.5.7).
const reservedStatus pci.StatusBits = 0x005f

// registers checks the header of a bridge: its registers keep the bits of addresses and
// numbers, and what it can do is read-only
// (PCI-to-PCI Bridge Architecture 1.2, section 3.2).
func registers(t *run.T, b *pcibridge.Bridge) {
	cfg := b.Device().Config()
	reg.ExpectBitsT(t, cfg, "header layout", pci.HeaderType, pci.HeaderLayout, 1)
	class, err := b.Device().Class(t.Context())
	t.Must(err)
	if class>>8 != classBridge {
		t.Errorf("class = %v, want %#x", class, uint32(classBridge))
	}
	for _, r := range busNumbers() {
		reg.KeepsT(t, cfg, r.name, r.at, 0xa5)
		reg.KeepsT(t, cfg, r.name, r.at, 0)
	}
	bounds(t, cfg)
	// A set bit of the secondary bus's status is an error: none is there, and none comes.
	before := pcibridge.SecondaryStatus.ReadT(t, cfg)
	if before&reservedStatus != 0 {
		t.Errorf("Secondary Status = %v, want 0 in the reserved bits %#x", before, uint16(reservedStatus))
	}
	pcibridge.SecondaryStatus.WriteT(t, cfg, ^before)
	reg.ExpectT(t, cfg, "Secondary Status", pcibridge.SecondaryStatus, before&^pci.StatusErrors)
	const kept = pcibridge.ParityErrors | pcibridge.SystemErrors | pcibridge.ISAEnable | pcibridge.VGAEnable
	reg.ExpectT(t, cfg, "Bridge Control after a reset", pcibridge.BridgeControl, 0)
	reg.KeepsT(t, cfg, "Bridge Control", pcibridge.BridgeControl, kept)
	reg.KeepsT(t, cfg, "Bridge Control", pcibridge.BridgeControl, 0)
}

// unset checks that the bridge has no bus numbers after a reset.
func unset(t *run.T, b *pcibridge.Bridge) {
	for _, r := range busNumbers() {
		reg.ExpectT(t, b.Device().Config(), r.name+" after a reset", r.at, 0)
	}
}

// named is a register with its name.
type named[V reg.Word] struct {
	name string
	at   reg.Reg[V]
}

// busNumbers returns the registers of bus numbers.
func busNumbers() []named[uint8] {
	return []named[uint8]{
		{"Primary Bus Number", pcibridge.PrimaryBus}, {"Secondary Bus Number", pcibridge.SecondaryBus}, {"Subordinate Bus Number", pcibridge.SubordinateBus},
	}
}

// bounds checks the bases and limits of the windows. Their low bits say how many bits
// addresses have, the same of base and limit, and the upper halves are there accordingly.
func bounds(t *run.T, cfg reg.Space) {
	for _, r := range []named[uint16]{{"Memory Base", pcibridge.MemoryBase}, {"Memory Limit", pcibridge.MemoryLimit}} {
		bound(t, cfg, r, 0xffff, 0)
	}
	io := pcibridge.IOBase.ReadT(t, cfg) & 0xf
	for _, r := range []named[uint8]{{"I/O Base", pcibridge.IOBase}, {"I/O Limit", pcibridge.IOLimit}} {
		bound(t, cfg, r, 0xff, io)
	}
	memory := pcibridge.PrefetchableBase.ReadT(t, cfg) & 0xf
	for _, r := range []named[uint16]{{"Prefetchable Memory Base", pcibridge.PrefetchableBase}, {"Prefetchable Memory Limit", pcibridge.PrefetchableLimit}} {
		bound(t, cfg, r, 0xffff, memory)
	}
	for _, r := range []named[uint32]{
		{"Prefetchable Base Upper 32 Bits", pcibridge.PrefetchableBaseHigh}, {"Prefetchable Limit Upper 32 Bits", pcibridge.PrefetchableLimitHigh},
	} {
		upper(t, cfg, r, memory == 1, 0xa5c35a3c)
	}
	for _, r := range []named[uint16]{{"I/O Base Upper 16 Bits", pcibridge.IOBaseHigh}, {"I/O Limit Upper 16 Bits", pcibridge.IOLimitHigh}} {
		upper(t, cfg, r, io == 1, 0xa5c3)
	}
}

// bound checks a base or a limit, the lowest digit of which says how many bits addresses have.
func bound[V uint8 | uint16](t *run.T, cfg reg.Space, r named[V], ones, digit V) {
	t.Helper()
	for _, v := range []V{ones, ones / 3, ones / 3 * 2, 0} {
		r.at.WriteT(t, cfg, v)
		reg.ExpectT(t, cfg, fmt.Sprintf("%s, written as %#x", r.name, v), r.at, v&^0xf|digit)
	}
}

// upper checks the upper half of a bound, which is zero if the bridge has none.
func upper[V reg.Word](t *run.T, cfg reg.Space, r named[V], has bool, v V) {
	t.Helper()
	if has {
		reg.KeepsT(t, cfg, r.name, r.at, v)
		reg.KeepsT(t, cfg, r.name, r.at, 0)
		return
	}
	r.at.WriteT(t, cfg, v)
	reg.ExpectT(t, cfg, r.name+", which the bridge has not", r.at, 0)
}
