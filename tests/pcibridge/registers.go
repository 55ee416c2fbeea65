package pcibridge

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pcibridge"
)

// classBridge is the class code of a bridge between PCI buses, without the programming
// interface (PCI Local Bus 3.0, appendix D "Class Codes").
const classBridge pci.Class = 0x0604

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
	for name, r := range busNumbers() {
		reg.KeepsT(t, cfg, name, r, 0xa5)
		reg.KeepsT(t, cfg, name, r, 0)
	}
	bounds(t, cfg)
	// A set bit of the secondary bus's status is an error: none is there, and none comes.
	before := pcibridge.SecondaryStatus.ReadT(t, cfg)
	pcibridge.SecondaryStatus.WriteT(t, cfg, ^before)
	reg.ExpectT(t, cfg, "Secondary Status", pcibridge.SecondaryStatus, before&^pci.StatusErrors)
	const kept = pcibridge.ParityErrors | pcibridge.SystemErrors | pcibridge.ISAEnable | pcibridge.VGAEnable
	reg.ExpectT(t, cfg, "Bridge Control after a reset", pcibridge.BridgeControl, 0)
	reg.KeepsT(t, cfg, "Bridge Control", pcibridge.BridgeControl, kept)
	reg.KeepsT(t, cfg, "Bridge Control", pcibridge.BridgeControl, 0)
}

// unset checks that the bridge has no bus numbers after a reset.
func unset(t *run.T, b *pcibridge.Bridge) {
	for name, r := range busNumbers() {
		reg.ExpectT(t, b.Device().Config(), name+" after a reset", r, 0)
	}
}

// busNumbers returns the registers of bus numbers, by their names.
func busNumbers() map[string]reg.Reg[uint8] {
	return map[string]reg.Reg[uint8]{
		"Primary Bus Number": pcibridge.PrimaryBus, "Secondary Bus Number": pcibridge.SecondaryBus, "Subordinate Bus Number": pcibridge.SubordinateBus,
	}
}

// bounds checks the bases and limits of the windows. Their low bits say how many bits
// addresses have, the same of base and limit, and the upper halves are there accordingly.
func bounds(t *run.T, cfg reg.Space) {
	for name, r := range map[string]reg.Reg[uint16]{"Memory Base": pcibridge.MemoryBase, "Memory Limit": pcibridge.MemoryLimit} {
		r.WriteT(t, cfg, 0xffff)
		reg.ExpectT(t, cfg, name+" of all ones", r, 0xfff0)
		r.WriteT(t, cfg, 0)
		reg.ExpectT(t, cfg, name+" of zero", r, 0)
	}
	io := pcibridge.IOBase.ReadT(t, cfg) & 0xf
	for name, r := range map[string]reg.Reg[uint8]{"I/O Base": pcibridge.IOBase, "I/O Limit": pcibridge.IOLimit} {
		r.WriteT(t, cfg, 0xff)
		reg.ExpectT(t, cfg, name+" of all ones", r, 0xf0|io)
		r.WriteT(t, cfg, 0)
		reg.ExpectT(t, cfg, name+" of zero", r, io)
	}
	memory := pcibridge.PrefetchableBase.ReadT(t, cfg) & 0xf
	for name, r := range map[string]reg.Reg[uint16]{"Prefetchable Memory Base": pcibridge.PrefetchableBase, "Prefetchable Memory Limit": pcibridge.PrefetchableLimit} {
		r.WriteT(t, cfg, 0xffff)
		reg.ExpectT(t, cfg, name+" of all ones", r, 0xfff0|memory)
		r.WriteT(t, cfg, 0)
		reg.ExpectT(t, cfg, name+" of zero", r, memory)
	}
	for name, r := range map[string]reg.Reg[uint32]{"Prefetchable Base Upper 32 Bits": pcibridge.PrefetchableBaseHigh, "Prefetchable Limit Upper 32 Bits": pcibridge.PrefetchableLimitHigh} {
		upper(t, cfg, name, r, memory == 1, 0xa5c35a3c)
	}
	for name, r := range map[string]reg.Reg[uint16]{"I/O Base Upper 16 Bits": pcibridge.IOBaseHigh, "I/O Limit Upper 16 Bits": pcibridge.IOLimitHigh} {
		upper(t, cfg, name, r, io == 1, 0xa5c3)
	}
}

// upper checks the upper half of a bound, which is zero if the bridge has none.
func upper[V reg.Word](t *run.T, cfg reg.Space, name string, r reg.Reg[V], has bool, v V) {
	t.Helper()
	if has {
		reg.KeepsT(t, cfg, name, r, v)
		reg.KeepsT(t, cfg, name, r, 0)
		return
	}
	r.WriteT(t, cfg, v)
	reg.ExpectT(t, cfg, name+", which the bridge has not", r, 0)
}
