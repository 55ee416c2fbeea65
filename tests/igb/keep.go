package igb

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/igb"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// keep checks the registers and tables that hold what software writes (82576 datasheet,
// chapter 8 "Programming Interface").
func keep(t *run.T, nic *igb.Device) {
	t.Must(nic.Reset(t.Context()))
	const (
		allocation = 0x9f9f9f9f                                          // the valid bit and the vector of each byte
		thresholds = 0x1f | 0x1f<<8 | 0x1f<<16                           // prefetch, host, write-back
		enabled    = intelnic.DescriptorControl(thresholds)              // of a queue that stays off
		interval   = 0x7ffc                                              // of EITR
		split      = igb.SplitControl(0x7f | 0x3f<<8 | 1<<31 | 0x1f<<20) // SRRCTL without DESCTYPE
	)
	kept := []nicsuite.Kept{
		nicsuite.Keeps("TIPG", igb.TIPG, 0x3fffffff),
		nicsuite.Keeps("VET", intelnic.VET, 0xffff),
		nicsuite.Keeps("RLPML", igb.RLPML, 0x3fff),
		nicsuite.Keeps("GPIE", igb.GPIE, igb.ModeNSICR|igb.ModeMultipleMSIX|igb.ModeEIAME|igb.ModePBA),
		nicsuite.Keeps("IAM", igb.IAM, ^igb.Cause(0)),
		nicsuite.Keeps("IVAR_MISC", igb.IVARMISC, allocation&0xffff),
		nicsuite.Keeps("MRQC", intelnic.MRQC, 0x01ff0007),
		nicsuite.Keeps("RXCSUM", intelnic.RXCSUM, 0x00003bff),
	}
	for n := range 8 {
		kept = append(kept, nicsuite.Keeps(fmt.Sprintf("IVAR%d", n), igb.IVAR(n), allocation))
	}
	for v := range 25 {
		kept = append(kept, nicsuite.Keeps(fmt.Sprintf("EITR%d", v), igb.EITR(v), interval))
	}
	for n := range igb.Queues {
		rx, tx := fmt.Sprintf("RX%d", n), fmt.Sprintf("TX%d", n)
		kept = append(kept, nicsuite.Ring(rx, igb.RX(n), 128)...)
		kept = append(kept, nicsuite.Ring(tx, igb.TX(n), 128)...)
		kept = append(kept,
			nicsuite.Keeps(rx+" SRRCTL", igb.SRRCTL(n), split),
			nicsuite.Keeps(rx+" RXDCTL", igb.RX(n).DCTL(), enabled),
			nicsuite.Keeps(tx+" TXDCTL", igb.TX(n).DCTL(), enabled),
		)
	}
	nicsuite.KeepWritten(t, &nic.Controller, append(kept, nicsuite.Tables(0x0f)...))
	t.Must(nic.Reset(t.Context()))
}

// keepVectors checks a register of which bits 24:0 stand for vectors, with
// GPIE.Multiple_MSIX.
func keepVectors(t *run.T, nic *igb.Device, name string, r reg.Reg[igb.Event]) {
	t.Must(nic.Reset(t.Context()))
	igb.GPIE.WriteT(t, nic.Regs, igb.ModeMultipleMSIX)
	const vectors = 1<<25 - 1
	nicsuite.KeepWritten(t, &nic.Controller, []nicsuite.Kept{nicsuite.Keeps(name, r, vectors)})
	t.Must(nic.Reset(t.Context()))
}
