package igb

import (
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/net/igb"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// interrupts are the interrupt registers, as package nicsuite has them.
func interrupts(nic *igb.Device) nicsuite.Interrupts[igb.Cause] {
	return nicsuite.Interrupts[igb.Cause]{
		Controller: &nic.Controller,
		ICR:        igb.ICR,
		ICS:        igb.ICS,
		IMS:        igb.IMS,
		IMC:        igb.IMC,
		Asserted:   igb.CauseINTA,
		Mask:       nic.MaskInterrupts,
		Reset:      nic.Reset,
	}
}

// causes returns every interrupt cause except GPHY and TIME_SYNC, which have a step of
// their own.
func causes() []igb.Cause {
	return []igb.Cause{
		igb.CauseTXDW, igb.CauseLSC, igb.CauseRXDMT0, igb.CauseRXMiss, igb.CauseRXDW, igb.CauseVMMB, igb.CauseMNG, igb.CauseOMED,
		igb.CauseFER, igb.CauseNFER, igb.CauseCSRTO, igb.CauseSCE, igb.CauseSWWD, igb.CauseDOUTSYN, igb.CauseDRSTA,
	}
}

// vectorsOn has the controller use all MSI-X vectors, without moderation, and
// unmasks their extended causes. The returned function undoes that.
func vectorsOn(t *run.T, nic *igb.Device) (x *pci.MSIX, done func()) {
	t.Helper()
	igb.GPIE.WriteT(t, nic.Regs, igb.ModeMultipleMSIX|igb.ModePBA|igb.ModeNSICR)
	return interrupts(nic).VectorsOn(t, func(v int) {
		igb.EITR(v).WriteT(t, nic.Regs, 0)
		igb.EIMS.WriteT(t, nic.Regs, igb.Vector(v))
	})
}

// vectors checks MSI-X: each vector fires when its extended cause is set and
// unmasked. A masked vector's message pends until the vector is unmasked.
func vectors(t *run.T, nic *igb.Device) {
	ctx := t.Context()
	t.Must(nic.Reset(ctx))
	x, done := vectorsOn(t, nic)
	defer done()
	if got := x.Vectors(); got != igb.Vectors {
		t.Errorf("%d MSI-X vectors, want %d", got, igb.Vectors)
	}
	for v := range x.Vectors() {
		what := fmt.Sprintf("vector %d", v)
		fire := func() { t.Helper(); igb.EICS.WriteT(t, nic.Regs, igb.Vector(v)) }
		fire()
		nicsuite.Fires(t, nic.Machine, x, what, v)
		if got := igb.EICR.ReadT(t, nic.Regs); got != igb.Vector(v) {
			t.Errorf("%s: EICR = %#x, want %#x", what, got, igb.Vector(v))
		}
		if got := igb.EICR.ReadT(t, nic.Regs); got != 0 {
			t.Errorf("%s: EICR after a read = %#x, want 0", what, got)
		}

		nicsuite.PendsWhileMasked(t, nic.Machine, x, v, what, fire)
		t.Must(nic.Acknowledge(ctx))

		igb.EIMC.WriteT(t, nic.Regs, igb.Vector(v))
		fire()
		nicsuite.Fires(t, nic.Machine, x, what+", masked by EIMC")
		igb.EIMS.WriteT(t, nic.Regs, igb.Vector(v))
		nicsuite.Fires(t, nic.Machine, x, what+", unmasked by EIMS", v)
		t.Must(nic.Acknowledge(ctx))
	}
}

// otherVector checks the vector that IVAR_MISC assigns to causes outside all
// queues, each vector in turn.
func otherVector(t *run.T, nic *igb.Device) {
	t.Must(nic.Reset(t.Context()))
	x, done := vectorsOn(t, nic)
	defer done()
	igb.ICS.WriteT(t, nic.Regs, igb.CauseLSC)
	nicsuite.Fires(t, nic.Machine, x, "a masked cause without a vector")
	igb.IMS.WriteT(t, nic.Regs, igb.CauseLSC)
	t.Must(nic.Acknowledge(t.Context()))
	for v := range x.Vectors() {
		igb.IVARMISC.WriteT(t, nic.Regs, igb.AllocateOther(v))
		igb.ICS.WriteT(t, nic.Regs, igb.CauseLSC)
		nicsuite.Fires(t, nic.Machine, x, fmt.Sprintf("LSC on vector %d", v), v)
		if got := igb.EICR.ReadT(t, nic.Regs); got != igb.Vector(v) {
			t.Errorf("LSC on vector %d: EICR = %#x, want %#x", v, got, igb.Vector(v))
		}
		t.Must(nic.Acknowledge(t.Context()))
	}
}

// autoClear checks that a message clears the extended causes listed in EIAC, and
// only those.
func autoClear(t *run.T, nic *igb.Device) {
	t.Must(nic.Reset(t.Context()))
	x, done := vectorsOn(t, nic)
	defer done()
	igb.EIAC.WriteT(t, nic.Regs, igb.Vector(2))
	igb.EICS.WriteT(t, nic.Regs, igb.Vector(2)|igb.Vector(3))
	nicsuite.Fires(t, nic.Machine, x, "two extended causes", 2, 3)
	if got := igb.EICR.ReadT(t, nic.Regs); got != igb.Vector(3) {
		t.Errorf("EICR after messages of vector 2, listed in EIAC, and vector 3 = %#x, want %#x", got, igb.Vector(3))
	}
	igb.EIAC.WriteT(t, nic.Regs, 0)
}

// autoMask checks that with GPIE.EIAME a message masks the extended causes listed in EIAM,
// and only those.
func autoMask(t *run.T, nic *igb.Device) {
	t.Must(nic.Reset(t.Context()))
	x, done := vectorsOn(t, nic)
	defer done()
	igb.GPIE.WriteT(t, nic.Regs, igb.ModeMultipleMSIX|igb.ModePBA|igb.ModeNSICR|igb.ModeEIAME)
	igb.EIAM.WriteT(t, nic.Regs, igb.Vector(2))
	before := igb.EIMS.ReadT(t, nic.Regs)
	igb.EICS.WriteT(t, nic.Regs, igb.Vector(2)|igb.Vector(3))
	nicsuite.Fires(t, nic.Machine, x, "two extended causes", 2, 3)
	if got, want := igb.EIMS.ReadT(t, nic.Regs), before&^igb.Vector(2); got != want {
		t.Errorf("EIMS after messages of vector 2, listed in EIAM, and vector 3 = %#x, want %#x", got, want)
	}
	t.Must(nic.Reset(t.Context()))
}

// autoMaskOther checks that a read of ICR masks the causes in IAM: with GPIE.NSICR each
// read, without it only one that finds an interrupt asserted.
func autoMaskOther(t *run.T, nic *igb.Device, mode igb.Mode, asserted, want bool) {
	t.Must(nic.Reset(t.Context()))
	igb.GPIE.WriteT(t, nic.Regs, mode)
	igb.IMS.WriteT(t, nic.Regs, igb.CauseLSC|igb.CauseTXDW)
	igb.IAM.WriteT(t, nic.Regs, igb.CauseLSC)
	if asserted {
		igb.ICS.WriteT(t, nic.Regs, igb.CauseTXDW)
		nicsuite.Quiet(t, nic.Machine)
	}
	igb.ICR.ReadT(t, nic.Regs)
	left := igb.CauseTXDW | igb.CauseLSC
	if want {
		left = igb.CauseTXDW
	}
	if got := igb.IMS.ReadT(t, nic.Regs); got != left {
		t.Errorf("IMS after a read of ICR with LSC in IAM = %v, want %v", got, left)
	}
	t.Must(nic.Reset(t.Context()))
}

// interval is the distance of messages that moderation selects (82576 datasheet, section
// 8.8 "Interrupt Register Descriptions", EITR: bits 14:2 are microseconds).
const interval = 8191 * time.Microsecond

// moderation checks EITR.
func moderation(t *run.T, nic *igb.Device) {
	t.Step("delayed messages", func() { moderated(t, nic, 4*interval) })
	t.Step("length of the interval", func() { moderated(t, nic, interval) })
}

// moderated checks that a second message comes after the interval, and within limit.
func moderated(t *run.T, nic *igb.Device, limit time.Duration) {
	t.Must(nic.Reset(t.Context()))
	x, done := vectorsOn(t, nic)
	defer done()
	igb.EITR(2).WriteT(t, nic.Regs, igb.Throttle(uint32(interval/time.Microsecond)))
	nicsuite.Moderation(t, nic.Machine, x, 2, interval, limit, func() {
		t.Must(nic.Acknowledge(t.Context()))
		igb.EICS.WriteT(t, nic.Regs, igb.Vector(2))
	})
	igb.EITR(2).WriteT(t, nic.Regs, 0)
}
