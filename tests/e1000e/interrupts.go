package e1000e

import (
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/net/e1000e"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// interrupts are the interrupt registers, as package nicsuite has them.
func interrupts(nic *e1000e.Device) nicsuite.Interrupts[e1000e.Cause] {
	return nicsuite.Interrupts[e1000e.Cause]{
		Controller: &nic.Controller,
		ICR:        e1000e.ICR,
		ICS:        e1000e.ICS,
		IMS:        e1000e.IMS,
		IMC:        e1000e.IMC,
		Asserted:   e1000e.CauseINTAsserted,
		Mask:       nic.MaskInterrupts,
		Reset:      nic.Reset,
	}
}

// causes returns every interrupt cause except OTHER, which is the sum of others.
func causes() []e1000e.Cause {
	return []e1000e.Cause{
		e1000e.CauseTXDW, e1000e.CauseTXQE, e1000e.CauseLSC, e1000e.CauseRXDMT0, e1000e.CauseRXO, e1000e.CauseRXT0, e1000e.CauseMDAC,
		e1000e.CauseTXDLOW, e1000e.CauseSRPD, e1000e.CauseACK, e1000e.CauseMNG, e1000e.CauseRXQ0, e1000e.CauseRXQ1,
		e1000e.CauseTXQ0, e1000e.CauseTXQ1,
	}
}

// vectorsOn configures and enables all MSI-X vectors, without moderation, and
// unmasks the causes that IVAR allocates. The returned function undoes that.
func vectorsOn(t *run.T, nic *e1000e.Device) (x *pci.MSIX, done func()) {
	t.Helper()
	x, done = interrupts(nic).VectorsOn(t, func(v int) { e1000e.EITR(v).WriteT(t, nic.Regs, 0) })
	for _, s := range e1000e.Sources() {
		e1000e.IMS.WriteT(t, nic.Regs, s.Cause())
	}
	return x, done
}

// allocate writes IVAR.
func allocate(t *run.T, nic *e1000e.Device, vectors map[e1000e.Source]int) {
	t.Helper()
	var v e1000e.Allocation
	for s, vector := range vectors {
		v |= e1000e.Allocate(s, vector)
	}
	e1000e.IVAR.WriteT(t, nic.Regs, v)
}

// vectors checks MSI-X: each source fires each vector that IVAR assigns to it,
// and none if IVAR assigns none. A masked vector's message pends until the vector
// is unmasked.
func vectors(t *run.T, nic *e1000e.Device) {
	ctx := t.Context()
	t.Must(nic.Reset(ctx))
	x, done := vectorsOn(t, nic)
	defer done()
	if got := x.Vectors(); got != e1000e.Vectors {
		t.Errorf("%d MSI-X vectors, want %d", got, e1000e.Vectors)
	}
	fire := func(s e1000e.Source) {
		t.Helper()
		e1000e.ICS.WriteT(t, nic.Regs, s.Cause())
	}
	for _, s := range e1000e.Sources() {
		allocate(t, nic, nil)
		fire(s)
		nicsuite.Fires(t, nic.Machine, x, fmt.Sprintf("%v without a vector", s))
		t.Must(nic.Acknowledge(ctx))
		for v := range x.Vectors() {
			what := fmt.Sprintf("%v on vector %d", s, v)
			allocate(t, nic, map[e1000e.Source]int{s: v})
			fire(s)
			nicsuite.Fires(t, nic.Machine, x, what, v)
			e1000e.ICR.ReadT(t, nic.Regs)

			nicsuite.PendsWhileMasked(t, nic.Machine, x, v, what, func() { fire(s) })
			e1000e.ICR.ReadT(t, nic.Regs)

			e1000e.IMC.WriteT(t, nic.Regs, s.Cause())
			fire(s)
			nicsuite.Fires(t, nic.Machine, x, what+", cause masked")
			t.Must(nic.Acknowledge(ctx))
			e1000e.IMS.WriteT(t, nic.Regs, s.Cause())
		}
	}
}

// autoClear checks that a message clears the causes listed in EIAC, and only
// those.
func autoClear(t *run.T, nic *e1000e.Device) {
	t.Must(nic.Reset(t.Context()))
	x, done := vectorsOn(t, nic)
	defer done()
	allocate(t, nic, map[e1000e.Source]int{e1000e.SourceRXQ0: 0, e1000e.SourceTXQ0: 1})
	e1000e.EIAC.WriteT(t, nic.Regs, e1000e.CauseRXQ0)
	e1000e.ICS.WriteT(t, nic.Regs, e1000e.CauseRXQ0|e1000e.CauseTXQ0)
	nicsuite.Fires(t, nic.Machine, x, "both causes", 0, 1)
	if got := e1000e.ICR.ReadT(t, nic.Regs) &^ e1000e.CauseINTAsserted; got != e1000e.CauseTXQ0 {
		t.Errorf("ICR after messages of RXQ0, listed in EIAC, and TXQ0 = %v, want TXQ0", got)
	}
	e1000e.EIAC.WriteT(t, nic.Regs, 0)
}

// autoMask checks that a read of ICR masks the causes listed in IAM if
// CTRL_EXT.IAME is set, and only then. It uses MSI-X.
func autoMask(t *run.T, nic *e1000e.Device) {
	t.Must(nic.Reset(t.Context()))
	_, done := vectorsOn(t, nic)
	defer done()
	before := e1000e.IMS.ReadT(t, nic.Regs)
	e1000e.IAM.WriteT(t, nic.Regs, e1000e.CauseRXQ0)
	for _, on := range []bool{false, true} {
		want := before
		if on {
			e1000e.CTRLEXT.WriteT(t, nic.Regs, e1000e.CtrlExtIAME)
			want &^= e1000e.CauseRXQ0
		}
		e1000e.ICS.WriteT(t, nic.Regs, e1000e.CauseTXQ0)
		e1000e.ICR.ReadT(t, nic.Regs)
		if got := e1000e.IMS.ReadT(t, nic.Regs); got != want {
			t.Errorf("IMS after a read of ICR, IAME %t = %v, want %v", on, got, want)
		}
	}
}

// autoMaskPin does the same with the interrupt pin.
func autoMaskPin(t *run.T, nic *e1000e.Device) {
	t.Must(nic.Reset(t.Context()))
	e1000e.IAM.WriteT(t, nic.Regs, e1000e.CauseRXQ0)
	e1000e.CTRLEXT.WriteT(t, nic.Regs, e1000e.CtrlExtIAME)
	e1000e.IMS.WriteT(t, nic.Regs, e1000e.CauseRXQ0|e1000e.CauseTXQ0)
	e1000e.ICS.WriteT(t, nic.Regs, e1000e.CauseTXQ0)
	e1000e.ICR.ReadT(t, nic.Regs)
	if got := e1000e.IMS.ReadT(t, nic.Regs); got != e1000e.CauseTXQ0 {
		t.Errorf("IMS after a read of ICR with IAME and RXQ0 in IAM = %v, want %v", got, e1000e.CauseTXQ0)
	}
	t.Must(nic.Reset(t.Context()))
}

// moderation checks EITR.
func moderation(t *run.T, nic *e1000e.Device) {
	t.Must(nic.Reset(t.Context()))
	x, done := vectorsOn(t, nic)
	defer done()
	allocate(t, nic, map[e1000e.Source]int{e1000e.SourceTXQ1: 2})
	const units, interval = 0xffff, 0xffff * 256 * time.Nanosecond
	e1000e.EITR(2).WriteT(t, nic.Regs, units)
	nicsuite.Moderation(t, nic.Machine, x, 2, interval, interval, func() {
		t.Must(nic.Acknowledge(t.Context()))
		e1000e.ICS.WriteT(t, nic.Regs, e1000e.CauseTXQ1)
	})
	e1000e.EITR(2).WriteT(t, nic.Regs, 0)
}
