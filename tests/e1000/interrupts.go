package e1000

import (
	"github.com/qgraph/qgraph/libqos/device/net/e1000"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// asserted is a bit of ICR that the manual reserves, and that later controllers of the
// family set while an interrupt is asserted.
const asserted e1000.Cause = 1 << 31

// interrupts are the interrupt registers, as package nicsuite has them.
func interrupts(nic *e1000.Device) nicsuite.Interrupts[e1000.Cause] {
	return nicsuite.Interrupts[e1000.Cause]{
		Controller: &nic.Controller,
		ICR:        e1000.ICR,
		ICS:        e1000.ICS,
		IMS:        e1000.IMS,
		IMC:        e1000.IMC,
		Mask:       nic.MaskInterrupts,
		Reset:      nic.Reset,
	}
}

// causes returns every interrupt cause.
func causes() []e1000.Cause {
	return []e1000.Cause{
		e1000.CauseTXDW, e1000.CauseTXQE, e1000.CauseLSC, e1000.CauseRXSEQ, e1000.CauseRXDMT0, e1000.CauseRXO, e1000.CauseRXT0,
		e1000.CauseMDAC, e1000.CauseRXCFG, e1000.CauseTXDLOW, e1000.CauseSRPD,
	}
}
