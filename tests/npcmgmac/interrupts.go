package npcmgmac

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/npcmgmac"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// interrupts checks that both directions interrupt if they are enabled with their summary.
func interrupts(t *run.T, d *npcmgmac.Device, s ethersuite.Suite) {
	line, err := d.Interrupt(t.Context(), 0)
	t.Must(err)
	p := start(t, d, 0)
	for _, row := range []struct {
		name    string
		enabled npcmgmac.Cause
		cause   npcmgmac.Cause
		raised  bool
	}{
		{"sent, nothing enabled", 0, npcmgmac.Sent, false},
		{"sent, without the summary", npcmgmac.Sent, npcmgmac.Sent, false},
		{"sent, reception enabled", npcmgmac.Received | npcmgmac.Normal, npcmgmac.Sent, false},
		{"sent", npcmgmac.Sent | npcmgmac.Normal, npcmgmac.Sent | npcmgmac.Normal, true},
		{"received, nothing enabled", 0, npcmgmac.Received, false},
		{"received, without the summary", npcmgmac.Received, npcmgmac.Received, false},
		{"received, transmission enabled", npcmgmac.Sent | npcmgmac.Normal, npcmgmac.Received, false},
		{"received", npcmgmac.Received | npcmgmac.Normal, npcmgmac.Received | npcmgmac.Normal, true},
	} {
		npcmgmac.Enables.WriteT(t, d.Regs, row.enabled)
		npcmgmac.Status.WriteT(t, d.Regs, npcmgmac.Causes)
		reg.ExpectBitsT(t, d.Regs, "STATUS, cleared", npcmgmac.Status, npcmgmac.Causes, 0)
		line.ExpectT(t, row.name+", at first", false)
		if row.cause&npcmgmac.Sent != 0 {
			s.Sends(t, p, row.name, s.Out(80, 1))
		} else {
			s.Delivers(t, p, row.name, s.In(80, 1))
		}
		reg.ExpectBitsT(t, d.Regs, "STATUS, "+row.name, npcmgmac.Status, row.cause, row.cause)
		line.ExpectT(t, row.name, row.raised)
		npcmgmac.Status.WriteT(t, d.Regs, npcmgmac.Causes)
		line.ExpectT(t, row.name+", cleared", false)
	}
	npcmgmac.Enables.WriteT(t, d.Regs, 0)
	t.Must(p.Close(t.Context()))
}

// exhausted checks that the controller says that it has no descriptor, and goes on once it is told that it has some.
func exhausted(t *run.T, d *npcmgmac.Device, s ethersuite.Suite) {
	line, err := d.Interrupt(t.Context(), 0)
	t.Must(err)
	p := start(t, d, 0)
	npcmgmac.Status.WriteT(t, d.Regs, npcmgmac.Causes)
	npcmgmac.Enables.WriteT(t, d.Regs, npcmgmac.NoRoom|npcmgmac.Abnormal)
	last := p.Room() + 1
	for n := range last + 1 {
		t.Must(s.Peer.Send(t.Context(), s.In(100, byte(n))))
	}
	t.Must(line.Wait(t.Context(), true))
	reg.ExpectBitsT(t, d.Regs, "STATUS without a descriptor", npcmgmac.Status, npcmgmac.NoRoom|npcmgmac.Abnormal, npcmgmac.NoRoom|npcmgmac.Abnormal)
	npcmgmac.Enables.WriteT(t, d.Regs, 0)
	npcmgmac.Status.WriteT(t, d.Regs, npcmgmac.Causes)
	for n := range last {
		s.Next(t, p, "a frame for which there was a descriptor", s.In(100, byte(n)))
	}
	s.GoesOn(t, p, s.In(100, byte(last)))
	t.Must(p.Close(t.Context()))
}

// receiver checks that a controller whose receiver is off receives nothing, and goes on when it is on again.
func receiver(t *run.T, d *npcmgmac.Device, s ethersuite.Suite) {
	p := start(t, d, 0)
	s.Delivers(t, p, "a frame before that", s.In(100, 1))
	on := npcmgmac.ConfigRegister.ReadT(t, d.Regs)
	npcmgmac.ConfigRegister.WriteT(t, d.Regs, on&^npcmgmac.ReceiveOn)
	t.Must(s.Peer.Send(t.Context(), s.In(120, 2)))
	s.Quiet(t)
	t.Step("off", func() {
		if pending, err := p.Pending(t.Context()); err != nil || pending {
			t.Errorf("a frame is received without RE: %t (%v)", pending, err)
		}
	})
	npcmgmac.ConfigRegister.WriteT(t, d.Regs, on)
	npcmgmac.ReceivePoll.WriteT(t, d.Regs, 1)
	t.Step("on again", func() {
		t.Must(s.Peer.Send(t.Context(), s.In(140, 3)))
		const moment = time.Second / 4
		going, err := d.Machine.WaitUpTo(t.Context(), moment, "a frame after RE is set again", p.Pending)
		t.Must(err)
		if !going {
			t.Error("no frame is received after RE is set again")
		}
	})
	t.Must(p.Close(t.Context()))
}
