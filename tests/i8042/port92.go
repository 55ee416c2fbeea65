package i8042

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/input/i8042"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// port92 checks system control port A: the gate of address line 20, and the reset of the machine.
func port92(t *run.T, p *i8042.Port92) {
	t.Step("A20", func() {
		for _, v := range []i8042.System92{0, i8042.AlternateA20, 0} {
			i8042.SystemControl.WriteT(t, p.Regs, v)
			reg.ExpectBitsT(t, p.Regs, "port as written", i8042.SystemControl, i8042.HotReset|i8042.AlternateA20, v)
		}
	})
	t.Step("activity light", func() {
		for _, v := range []i8042.System92{i8042.ActivityLight, 0} {
			i8042.SystemControl.WriteT(t, p.Regs, v)
			reg.ExpectBitsT(t, p.Regs, "port as written", i8042.SystemControl, i8042.HotReset|i8042.ActivityLight, v)
		}
	})
	t.Step("hot reset", func() {
		events := t.QEMU().QMP().Subscribe("RESET")
		defer events.Close()
		i8042.SystemControl.WriteT(t, p.Regs, i8042.HotReset)
		e, err := events.WaitEvent(t.Context(), "RESET", nil)
		t.Must(err)
		data, err := qmp.DecodeEvent[struct {
			Guest bool `json:"guest"`
		}](e)
		t.Must(err)
		if !data.Guest {
			t.Error("the reset is not the guest's")
		}
		reg.ExpectBitsT(t, p.Regs, "port after a reset", i8042.SystemControl, i8042.HotReset, 0)
	})
}
