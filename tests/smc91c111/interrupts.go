package smc91c111

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/smc91c111"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// interrupts checks each cause with its mask, and how it goes (section 8.21 "Bank 2 - Interrupt Status Registers").
func interrupts(t *run.T, d *smc91c111.Device) {
	s := suiteOf(t, d)
	line, err := d.Interrupt(t.Context(), 0)
	t.Must(err)
	w := watch{t, d, line}
	var p *smc91c111.Port
	for _, row := range []struct {
		name         string
		cause        smc91c111.Cause
		raise, clear func()
		stays        bool // when it is acknowledged
	}{
		{"TX", smc91c111.FrameSent, func() {
			t.Must(p.Post(t.Context(), s.Out(100, 1)))
			s.Arrives(t, "a frame", s.Out(100, 1))
		}, func() { smc91c111.Pending.WriteT(t, d.Regs, smc91c111.FrameSent) }, false},
		{"RCV", smc91c111.FrameReceived, func() {
			t.Must(s.Peer.Send(t.Context(), s.In(100, 1)))
			t.Must(d.Machine.Wait(t.Context(), "a frame", p.Pending))
		}, func() { s.Next(t, p, "the frame", s.In(100, 1)) }, true},
		{"ALLOC", smc91c111.MemoryGiven, func() { allocate(t, d) }, func() {
			for range smc91c111.Packets {
				t.Must(d.Do(t.Context(), smc91c111.Allocate))
			}
		}, true},
	} {
		t.Step(row.name, func() {
			p = start(t, d, stripped())
			w.raises(row.cause, row.raise)
			if row.stays {
				smc91c111.Pending.WriteT(t, d.Regs, row.cause)
				line.ExpectT(t, "acknowledged while its reason lasts", true)
			}
			row.clear()
			w.clear(row.cause)
			t.Must(p.Close(t.Context()))
		})
	}
	t.Step("TX EMPTY", func() { w.allSent(s) })
}

// watch is a controller with its interrupt watched.
type watch struct {
	t    *run.T
	d    *smc91c111.Device
	line guest.Line
}

// raises checks that a cause comes, and raises the line if it alone is not masked.
func (w watch) raises(c smc91c111.Cause, raise func()) {
	w.t.Helper()
	const others = smc91c111.NoMemory | smc91c111.LinkEvent | smc91c111.PHYEvent
	smc91c111.Mask.WriteT(w.t, w.d.Regs, others)
	reg.ExpectBitsT(w.t, w.d.Regs, "IST at first", smc91c111.Pending, c|others, 0)
	raise()
	reg.ExpectBitsT(w.t, w.d.Regs, "IST", smc91c111.Pending, c|others, c)
	w.line.ExpectT(w.t, "masked", false)
	smc91c111.Mask.WriteT(w.t, w.d.Regs, c)
	w.line.ExpectT(w.t, "not masked", true)
	smc91c111.Mask.WriteT(w.t, w.d.Regs, 0)
	w.line.ExpectT(w.t, "masked again", false)
	smc91c111.Mask.WriteT(w.t, w.d.Regs, c)
	smc91c111.Pending.WriteT(w.t, w.d.Regs, ^c)
	w.line.ExpectT(w.t, "with the other causes acknowledged", true)
}

// clear checks that a cause is gone.
func (w watch) clear(c smc91c111.Cause) {
	w.t.Helper()
	reg.ExpectBitsT(w.t, w.d.Regs, "IST, cleared", smc91c111.Pending, c, 0)
	w.line.ExpectT(w.t, "cleared", false)
	smc91c111.Mask.WriteT(w.t, w.d.Regs, 0)
}

// allSent checks the cause of an empty FIFO of packets to send. An acknowledgement clears it while a packet waits there.
func (w watch) allSent(s ethersuite.Suite) {
	p := start(w.t, w.d, stripped())
	hold := func(n byte) {
		smc91c111.TransmitControl.WriteT(w.t, w.d.Regs, 0)
		w.t.Must(p.Post(w.t.Context(), s.Out(100, n)))
		smc91c111.Pending.WriteT(w.t, w.d.Regs, smc91c111.AllSent)
	}
	hold(1)
	w.raises(smc91c111.AllSent, func() {
		smc91c111.TransmitControl.WriteT(w.t, w.d.Regs, smc91c111.SendOn)
		w.t.Must(p.Post(w.t.Context(), s.Out(100, 2)))
		s.Arrives(w.t, "the frame that waited", s.Out(100, 1))
		s.Arrives(w.t, "the frame behind it", s.Out(100, 2))
	})
	hold(3)
	w.clear(smc91c111.AllSent)
	smc91c111.TransmitControl.WriteT(w.t, w.d.Regs, smc91c111.SendOn)
	w.t.Must(p.Post(w.t.Context(), s.Out(100, 4)))
	s.Arrives(w.t, "the frame that waited", s.Out(100, 3))
	s.Arrives(w.t, "the frame behind it", s.Out(100, 4))
	w.t.Must(p.Close(w.t.Context()))
}
