package npcmemc

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/npcmemc"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// interrupts checks that each direction has its causes and its line.
func interrupts(t *run.T, d *npcmemc.Device, s ethersuite.Suite) {
	tx, err := d.Interrupt(t.Context(), npcmemc.TransmitLine)
	t.Must(err)
	rx, err := d.Interrupt(t.Context(), npcmemc.ReceiveLine)
	t.Must(err)
	const (
		sent     = npcmemc.TransmitDone | npcmemc.TransmitAny
		received = npcmemc.ReceiveGood | npcmemc.ReceiveAny
	)
	p := start(t, d, npcmemc.StripFCS)
	for _, row := range []struct {
		name       string
		enabled    npcmemc.Cause
		cause      npcmemc.Cause
		send       bool
		onTX, onRX bool
	}{
		{"sent, nothing enabled", 0, npcmemc.TransmitDone, true, false, false},
		{"sent, reception enabled", received, npcmemc.TransmitDone, true, false, false},
		{"sent, without the summary", npcmemc.TransmitDone, npcmemc.TransmitDone, true, false, false},
		{"sent", sent, sent, true, true, false},
		{"received, nothing enabled", 0, npcmemc.ReceiveGood, false, false, false},
		{"received, transmission enabled", sent, npcmemc.ReceiveGood, false, false, false},
		{"received, without the summary", npcmemc.ReceiveGood, npcmemc.ReceiveGood, false, false, false},
		{"received", received, received, false, false, true},
	} {
		npcmemc.Enables.WriteT(t, d.Regs, row.enabled)
		npcmemc.Status.WriteT(t, d.Regs, ^npcmemc.Cause(0))
		reg.ExpectBitsT(t, d.Regs, "MISTA, cleared", npcmemc.Status, sent|received, 0)
		if row.send {
			s.Sends(t, p, row.name, s.Out(80, 1))
		} else {
			s.Delivers(t, p, row.name, s.In(80, 1))
		}
		reg.ExpectBitsT(t, d.Regs, "MISTA, "+row.name, npcmemc.Status, row.cause, row.cause)
		tx.ExpectT(t, row.name, row.onTX)
		rx.ExpectT(t, row.name, row.onRX)
		npcmemc.Status.WriteT(t, d.Regs, row.cause)
		reg.ExpectBitsT(t, d.Regs, "MISTA, cleared after "+row.name, npcmemc.Status, row.cause, 0)
		tx.ExpectT(t, row.name+", cleared", false)
		rx.ExpectT(t, row.name+", cleared", false)
	}
	npcmemc.Enables.WriteT(t, d.Regs, 0)
	t.Must(p.Close(t.Context()))
}

// exhausted checks that the controller says that it has no descriptor, and goes on once it is told that it has some.
func exhausted(t *run.T, d *npcmemc.Device, s ethersuite.Suite) {
	rx, err := d.Interrupt(t.Context(), npcmemc.ReceiveLine)
	t.Must(err)
	p := start(t, d, npcmemc.StripFCS)
	npcmemc.Enables.WriteT(t, d.Regs, npcmemc.ReceiveNone|npcmemc.ReceiveAny)
	const last = 4
	for n := range p.Room() + 2 {
		t.Must(s.Peer.Send(t.Context(), s.In(100, byte(n))))
	}
	t.Must(rx.Wait(t.Context(), true))
	reg.ExpectBitsT(t, d.Regs, "MISTA without a descriptor", npcmemc.Status, npcmemc.ReceiveNone, npcmemc.ReceiveNone)
	npcmemc.Enables.WriteT(t, d.Regs, 0)
	npcmemc.Status.WriteT(t, d.Regs, ^npcmemc.Cause(0))
	for n := range p.Room() + 1 {
		s.Next(t, p, "a frame for which there was a descriptor", s.In(100, byte(n)))
	}
	s.GoesOn(t, p, s.In(100, byte(last)))
	t.Must(p.Close(t.Context()))
}

// receiverOff checks that a controller whose receiver is off receives nothing, and goes on when it is on again.
func receiverOff(t *run.T, d *npcmemc.Device, s ethersuite.Suite) {
	p := start(t, d, npcmemc.StripFCS)
	s.Delivers(t, p, "a frame before that", s.In(100, 1))
	on := npcmemc.CommandRegister.ReadT(t, d.Regs)
	npcmemc.CommandRegister.WriteT(t, d.Regs, on&^npcmemc.ReceiveOn)
	meanwhile := s.In(120, 2)
	t.Must(s.Peer.Send(t.Context(), meanwhile))
	s.Quiet(t)
	if pending, err := p.Pending(t.Context()); err != nil || pending {
		t.Errorf("a frame is received without RXON: %t (%v)", pending, err)
	}
	npcmemc.CommandRegister.WriteT(t, d.Regs, on)
	npcmemc.ReceiveStart.WriteT(t, d.Regs, 1)
	s.GoesOn(t, p, meanwhile)
	t.Must(p.Close(t.Context()))
}
