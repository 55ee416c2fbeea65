package ohci

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/ohci"
)

// written checks that each bit of a register that software can write reads back as it was
// written, while the controller is suspended. Reserved bits stay as they are (section 7 "Operational
// Registers").
func written(t *run.T, c *ohci.Controller) {
	t.Must(c.Reset(t.Context()))
	for _, row := range []struct {
		name     string
		register reg.Reg[uint32]
		writable uint32
	}{
		{"HcHCCA", ohci.HcHCCA, 0xffffff00},
		{"HcControlHeadED", ohci.HcControlHeadED, 0xfffffff0},
		{"HcControlCurrentED", ohci.HcControlCurrentED, 0xfffffff0},
		{"HcBulkHeadED", ohci.HcBulkHeadED, 0xfffffff0},
		{"HcBulkCurrentED", ohci.HcBulkCurrentED, 0xfffffff0},
		{"HcFmInterval", ohci.HcFmInterval, 0xffff3fff},
		{"HcPeriodicStart", ohci.HcPeriodicStart, 0x3fff},
		{"HcLSThreshold", ohci.HcLSThreshold, 0xfff},
	} {
		t.Step(row.name, func() {
			reserved := row.register.ReadT(t, c.Regs) &^ row.writable
			for _, v := range []uint32{0, 0xaaaaaaaa, 0x55555555, 0xffffffff} {
				reg.KeepsT(t, c.Regs, row.name, row.register, v&row.writable|reserved)
			}
		})
	}
	for _, row := range []struct {
		name     string
		register reg.Reg[uint32]
	}{{"HcRevision", ohci.HcRevision}, {"HcDoneHead", ohci.HcDoneHead}, {"HcFmNumber", ohci.HcFmNumber}} {
		t.Step(row.name, func() { reg.IgnoresT(t, c.Regs, row.name, row.register) })
	}
	t.Step("list enables", func() { listEnables(t, c) })
	t.Must(c.Reset(t.Context()))
}

// listEnables checks that HcControl keeps the service ratio and the enables of the lists, and
// the state (section 7.1.2 "HcControl Register").
func listEnables(t *run.T, c *ohci.Controller) {
	const bits ohci.ControlBits = 0x3f
	for _, v := range []ohci.ControlBits{0, 0x2a, 0x15, bits} {
		reg.KeepsT(t, c.Regs, "HcControl", ohci.HcControl, ohci.StateSuspend|v)
	}
}
