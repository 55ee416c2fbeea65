package ioapic

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/interrupt/ioapic"
)

// The inputs that the tests of single ones use: those of no device of a PC.
const (
	input = 9
	other = 10
)

// edge checks inputs that are triggered by edges: one edge is one interrupt (section 3.2.4, Trigger
// Mode and Interrupt Mask).
func edge(t *run.T, c *ioapic.Controller) {
	r := rig{t, c}
	r.accepted("at first")
	t.Step("each input", func() {
		var vectors []uint8
		for n := range ioapic.Inputs {
			if n == 0 || n == 2 { // QEMU's input 0 is the chip's 2
				continue
			}
			vector := uint8(0x30 + n)
			r.route(n, ioapic.Entry(vector))
			r.drive(n, true)
			vectors = append(vectors, vector)
			r.accepted("after an edge of each input so far", vectors...)
			r.is("after an edge", n, ioapic.Entry(vector))
			r.drive(n, false)
			r.route(n, ioapic.Masked)
		}
	})
	afresh(r)
	t.Step("both edges", func() {
		r.route(input, 0x51)
		r.drive(input, true)
		r.accepted("after the edge that counts", 0x51)
		r.route(input, 0x52) // the vector of later edges
		r.accepted("with another vector, and no edge", 0x51)
		r.drive(input, false)
		r.accepted("after the other edge", 0x51)
		r.drive(input, true)
		r.accepted("after a second edge", 0x51, 0x52)
	})
	afresh(r)
	t.Step("masked", func() {
		r.route(input, ioapic.Masked|0x53)
		r.drive(input, true)
		r.accepted("with the input masked")
		r.route(input, 0x53)
		r.accepted("unmasked after the edge")
		r.drive(input, false)
		r.drive(input, true)
		r.accepted("after a second edge", 0x53)
	})
	afresh(r)
	t.Step("all processors", func() {
		t.Must(c.Write(t.Context(), ioapic.EntryOf(input)+1, 0xff00_0000))
		t.Must(c.Write(t.Context(), ioapic.EntryOf(input), 0x54))
		r.drive(input, true)
		r.accepted("of all", 0x54)
	})
	afresh(r)
	t.Step("another processor", func() {
		t.Must(c.Write(t.Context(), ioapic.EntryOf(input)+1, 0x0100_0000))
		t.Must(c.Write(t.Context(), ioapic.EntryOf(input), 0x55))
		r.drive(input, true)
		r.accepted("of the first processor")
	})
}

// afresh resets the machine, with the tests' inputs negated.
func afresh(r rig) {
	r.Helper()
	r.drive(input, false)
	r.drive(other, false)
	r.Must(r.QEMU().SystemReset(r.Context()))
	r.accepted("after a reset")
}

// level checks inputs that are triggered by level: an interrupt that was accepted comes again if the
// level is there after its end (section 3.2.4, Remote IRR).
func level(t *run.T, c *ioapic.Controller) {
	r := rig{t, c}
	const entry = ioapic.Level | 0x61
	accept := func() {
		afresh(r)
		r.route(input, entry)
		r.is("before", input, entry)
		r.drive(input, true)
		r.accepted("after the level", 0x61)
		r.is("after the level", input, entry|ioapic.RemoteIRR)
	}
	t.Step("accepted", accept)
	t.Step("once", func() {
		accept()
		r.Must(c.Write(t.Context(), ioapic.EntryOf(input), uint32(ioapic.Level|0x62)))
		r.accepted("with another vector, before the end", 0x61)
		r.is("with another vector", input, ioapic.Level|ioapic.RemoteIRR|0x62)
		r.Must(c.Write(t.Context(), ioapic.EntryOf(input), uint32(entry)))
		r.drive(input, false)
		r.is("negated before the end", input, entry|ioapic.RemoteIRR)
	})
	t.Step("end", func() {
		accept()
		r.drive(input, false)
		ioapic.End.WriteT(t, c.Regs, 0x60)
		r.is("after the end of another vector", input, entry|ioapic.RemoteIRR)
		ioapic.End.WriteT(t, c.Regs, 0x61)
		r.is("after the end", input, entry)
	})
	afresh(r)
	t.Step("end with the level", func() {
		r.route(input, entry)
		r.drive(input, true)
		r.route(other, ioapic.Level|0x63)
		r.drive(other, true)
		ioapic.End.WriteT(t, c.Regs, 0x61)
		r.is("whose level stays", input, entry|ioapic.RemoteIRR)
		r.drive(input, false)
		ioapic.End.WriteT(t, c.Regs, 0x61)
		r.is("whose level has gone", input, entry)
		r.is("with a vector of its own", other, ioapic.Level|ioapic.RemoteIRR|0x63)
	})
	afresh(r)
	t.Step("masked", func() {
		r.route(input, entry|ioapic.Masked)
		r.drive(input, true)
		r.accepted("with the input masked")
		r.is("masked", input, entry|ioapic.Masked)
		r.route(input, entry)
		r.accepted("unmasked with the level there", 0x61)
		r.is("unmasked", input, entry|ioapic.RemoteIRR)
		r.route(input, entry|ioapic.Masked)
		r.is("masked after it was accepted", input, entry|ioapic.Masked|ioapic.RemoteIRR)
	})
	afresh(r)
	t.Step("no such processor", func() {
		t.Must(c.Write(t.Context(), ioapic.EntryOf(input)+1, 0x0500_0000))
		t.Must(c.Write(t.Context(), ioapic.EntryOf(input), uint32(entry)))
		r.drive(input, true)
		r.accepted("of the first processor")
		r.is("that no processor accepts", input, entry)
	})
	afresh(r)
	t.Step("a reset", func() {
		r.route(input, entry)
		r.drive(input, true)
		r.is("before a reset", input, entry|ioapic.RemoteIRR)
		t.Must(t.QEMU().SystemReset(t.Context()))
		initial(r)
	})
}
