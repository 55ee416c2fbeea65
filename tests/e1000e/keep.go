package e1000e

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/net/e1000e"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// keep checks the registers and tables that hold what software writes (82574 datasheet,
// chapter 10 "Driver Programming Interface").
func keep(t *run.T, nic *e1000e.Device) {
	t.Must(nic.Reset(t.Context()))
	const delay = 0xffff
	kept := []nicsuite.Kept{
		nicsuite.Keeps("TIPG", e1000e.TIPG, 0x3fffffff),
		nicsuite.Keeps("VET", intelnic.VET, 0xffff),
		nicsuite.Keeps("RDTR", e1000e.RDTR, delay),
		nicsuite.Keeps("RADV", e1000e.RADV, delay),
		nicsuite.Keeps("TADV", e1000e.TADV, delay),
		nicsuite.Keeps("ITR", e1000e.ITR, delay),
		nicsuite.Keeps("IVAR", e1000e.IVAR, 0x800fffff),
		nicsuite.Keeps("EIAC", e1000e.EIAC, 0x01f00000),
		nicsuite.Keeps("IAM", e1000e.IAM, ^e1000e.Cause(0)),
		nicsuite.Keeps("MRQC", intelnic.MRQC, 0x003f0003),
		nicsuite.Keeps("RXCSUM", intelnic.RXCSUM, 0x000023ff),
	}
	for v := range e1000e.Vectors {
		kept = append(kept, nicsuite.Keeps(fmt.Sprintf("EITR%d", v), e1000e.EITR(v), delay))
	}
	for n := range e1000e.Queues {
		kept = append(kept, nicsuite.Ring(fmt.Sprintf("RX%d", n), e1000e.RX(n), 16)...)
		kept = append(kept, nicsuite.Ring(fmt.Sprintf("TX%d", n), e1000e.TX(n), 16)...)
	}
	nicsuite.KeepWritten(t, &nic.Controller, append(kept, nicsuite.Tables(0x80)...))
	t.Step("TIDV", func() {
		nicsuite.KeepWritten(t, &nic.Controller, []nicsuite.Kept{nicsuite.Keeps("TIDV", e1000e.TIDV, delay)})
	})
	t.Must(nic.Reset(t.Context()))
}
