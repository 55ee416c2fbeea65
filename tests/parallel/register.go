package parallel

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/parallel"
)

// Register adds the tests of the port.
func Register(g *graph.Graph) {
	graph.Test(g, "isa-parallel-tests/registers", parallel.Driver, registers)
	graph.Test(g, "isa-parallel-tests/printer", parallel.Driver, printer, graph.Known(deviations()...))
}

// registers checks the registers of a port whose printer waits.
func registers(t *run.T, p *parallel.Port) {
	atStart := parallel.Control.ReadT(t, p.Regs) & parallel.AllSignals
	t.Step("data", func() {
		for _, v := range []uint8{0x00, 0x55, 0xaa, 0xff} {
			reg.KeepsT(t, p.Regs, "data", parallel.Data, v)
		}
	})
	t.Step("control", func() {
		for _, v := range []parallel.Signals{
			0, parallel.AutoFeed, parallel.NoInit, parallel.SelectIn, parallel.IRQEnable, parallel.Strobe,
			parallel.Direction, parallel.AllSignals,
		} {
			parallel.Control.WriteT(t, p.Regs, v)
			reg.ExpectBitsT(t, p.Regs, "control after a write", parallel.Control, parallel.AllSignals, v)
		}
	})
	t.Step("direction", func() {
		parallel.Control.WriteT(t, p.Regs, parallel.Idle)
		parallel.Data.WriteT(t, p.Regs, 0x5a)
		parallel.Control.WriteT(t, p.Regs, parallel.Idle|parallel.Direction)
		reg.ExpectT(t, p.Regs, "wires that nobody drives", parallel.Data, 0xff)
		parallel.Control.WriteT(t, p.Regs, parallel.Idle)
		reg.ExpectT(t, p.Regs, "data, driven again", parallel.Data, 0x5a)
	})
	t.Step("status", func() {
		t.Must(p.Reset(t.Context()))
		if _, err := p.Await(t.Context()); err != nil {
			t.Error(err)
		}
		for _, v := range []parallel.Lines{0, 0xff} {
			parallel.Status.WriteT(t, p.Regs, v)
			reg.ExpectBitsT(t, p.Regs, "status after a write", parallel.Status, parallel.AllLines, parallel.Ready)
		}
	})
	t.Step("reset", func() {
		parallel.Control.WriteT(t, p.Regs, ^atStart&parallel.AllSignals)
		t.Must(t.QEMU().SystemReset(t.Context()))
		reg.ExpectBitsT(t, p.Regs, "control after a reset", parallel.Control, parallel.AllSignals, atStart)
	})
}
