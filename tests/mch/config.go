package mch

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/mch"
	"github.com/qgraph/qgraph/qtest"
)

// Registers of configuration space that both kinds of access reach.
const (
	identity reg.Reg[uint32] = 0x00
	command  reg.Reg[uint16] = 0x04
	status   reg.Reg[uint16] = 0x06
	revision reg.Reg[uint8]  = 0x08
	class    reg.Reg[uint16] = 0x0a
	header   reg.Reg[uint8]  = 0x0e
)

// defaults checks the registers after power-on ("PCI Configuration Space Registers", default
// values).
func defaults(t *run.T, c *mch.Controller) {
	t.Step("identity", func() {
		reg.ExpectT(t, c, "vendor and device", identity, 0x12378086)
		reg.ExpectT(t, c, "class of a host bridge", class, 0x0600)
		reg.ExpectT(t, c, "header type", header, 0)
	})
	t.Step("command", func() { reg.ExpectT(t, c, "PCICMD", command, 0x0006) })
	t.Step("status", func() { reg.ExpectT(t, c, "PCISTS", status, 0x0280) })
	t.Step("attributes", func() {
		for _, s := range c.Segments() {
			expectAttribute(t, c, s, 0, "at the beginning")
		}
	})
	t.Step("SMRAM", func() { reg.ExpectT(t, c, "SMRAM", c.SMRAMControl(), mch.Base) })
	t.Step("read-only registers", func() {
		for _, r := range []reg.Reg[uint8]{revision, 0x00, 0x01, 0x02, 0x03, 0x09, 0x0a, 0x0b, 0x0e} {
			reg.IgnoresT(t, c, "identity", r)
		}
	})
}

// pciexbar checks that configuration space moves, and that it is gone when it is disabled.
// ("PCIEXBAR—PCI Express Register Range Base Address").
func pciexbar(t *run.T, c *mch.Controller) {
	const id = 0x29c08086
	const absent = 0xffff_ffff
	word := func(base uint64) uint64 {
		t.Helper()
		v, err := c.Machine().Read(t.Context(), qtest.Width32, base)
		t.Must(err)
		return v
	}
	at := func(when string, base uint64, want uint64) {
		t.Helper()
		if got := word(base); got != want {
			t.Errorf("%s: the word at %#x is %#x, want %#x", when, base, got, want)
		}
	}
	gone := func(when string, base uint64) {
		t.Helper()
		if got := word(base); got == id {
			t.Errorf("%s: configuration space is still at %#x", when, base)
		}
	}
	bases := []uint32{0xb000_0000, 0xc000_0000, 0xe000_0000}
	for i, base := range bases {
		for _, length := range []uint32{mch.Length256Buses, mch.Length128Buses, mch.Length64Buses} {
			mch.PCIEXBAR.WriteT(t, c, base|length|mch.PCIEXBAREnable)
			reg.ExpectBitsT(t, c, "PCIEXBAR", mch.PCIEXBAR, mch.LengthMask|mch.PCIEXBAREnable, length|mch.PCIEXBAREnable)
			at("at its place", uint64(base), id)
			at("a function that is absent", uint64(base)+5<<15, absent)
			if i > 0 {
				gone("moved", uint64(bases[i-1]))
			}
		}
	}
	last := bases[len(bases)-1]
	mch.PCIEXBAR.WriteT(t, c, last)
	gone("disabled", uint64(last))
	reg.ExpectT(t, c, "by ports while it is disabled", identity, id)
	t.Step("above 4 GiB", func() {
		mch.PCIEXBARHigh.WriteT(t, c, 8)
		mch.PCIEXBAR.WriteT(t, c, mch.PCIEXBAREnable)
		t.Cleanup(func() { mch.PCIEXBARHigh.WriteT(t, c, 0) })
		at("above 4 GiB", 8<<32, id)
	})
	t.Step("smallest alignment", func() {
		mch.PCIEXBARHigh.WriteT(t, c, 0)
		const base = 0xa400_0000 // a multiple of 64 MiB alone
		mch.PCIEXBAR.WriteT(t, c, base|mch.Length64Buses|mch.PCIEXBAREnable)
		at("64 buses", base, id)
		mch.PCIEXBAR.WriteT(t, c, base|mch.Length256Buses|mch.PCIEXBAREnable)
		at("256 buses, at a multiple of their size", base&^(256*mch.BytesOfOneBus-1), id)
	})
	t.Step("reset", func() {
		mch.PCIEXBAR.WriteT(t, c, last|mch.PCIEXBAREnable)
		t.Must(t.QEMU().SystemReset(t.Context()))
		gone("after a reset", uint64(last))
		reg.ExpectBitsT(t, c, "PCIEXBAR after a reset", mch.PCIEXBAR, mch.PCIEXBAREnable, 0)
	})
}
