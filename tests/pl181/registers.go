package pl181

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/primecell"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/storage/pl181"
)

// all are the flags of MCIStatus.
const all = pl181.RxDataAvlbl<<1 - 1

// registers checks the values after a reset, and that each register keeps what is written or ignores it.
func registers(t *run.T, h *pl181.Host) {
	// The lines are watched from now on.
	lines(t, h, "after the start", false, false)
	t.Step("identification", func() { primecell.ExpectT(t, h.Regs, pl181.PeripheralID) })
	t.Step("after the start", func() { configured(t, h) })
	t.Step("flags after the start", func() { idle(t, h) })
	t.Step("written", func() { written(t, h) })
	t.Step("MCIClock", func() {
		for _, v := range []pl181.ClockControl{pl181.ClockEnable, pl181.PowerSave, pl181.Bypass, 0} {
			reg.KeepsT(t, h.Regs, "MCIClock", pl181.Clock, v)
		}
	})
	t.Step("reserved bits", func() { reserved(t, h) })
	t.Step("read-only", func() {
		reg.IgnoresT(t, h.Regs, "MCIRespCmd", pl181.ResponseCmd)
		for n := range 4 {
			reg.IgnoresT(t, h.Regs, fmt.Sprintf("MCIResponse%d", n), pl181.Response(n))
		}
		reg.IgnoresT(t, h.Regs, "MCIDataCnt", pl181.DataCounter)
		reg.IgnoresT(t, h.Regs, "MCIStatus", pl181.State)
		reg.IgnoresT(t, h.Regs, "MCIFifoCnt", pl181.FIFOCounter)
	})
	t.Step("a reset", func() {
		pl181.Power.WriteT(t, h.Regs, pl181.PowerOn)
		pl181.Clock.WriteT(t, h.Regs, pl181.ClockEnable|1)
		pl181.Argument.WriteT(t, h.Regs, 1)
		pl181.Command.WriteT(t, h.Regs, pl181.CommandEnable)
		pl181.DataTimer.WriteT(t, h.Regs, 1)
		pl181.DataLength.WriteT(t, h.Regs, 1)
		pl181.DataControl.WriteT(t, h.Regs, pl181.BlockSize(9))
		pl181.Mask0.WriteT(t, h.Regs, pl181.CmdSent)
		pl181.Mask1.WriteT(t, h.Regs, pl181.CmdSent)
		lines(t, h, "before a reset", true, true)
		t.Must(t.QEMU().SystemReset(t.Context()))
		configured(t, h)
	})
	t.Step("lines after a reset", func() { lines(t, h, "after a reset", false, false) })
	t.Step("MCIClock after a reset", func() { reg.ExpectT(t, h.Regs, "MCIClock", pl181.Clock, 0) })
}

// configured checks the values that configure the interface after a reset ("Summary of registers").
func configured(t *run.T, h *pl181.Host) {
	t.Helper()
	reg.ExpectT(t, h.Regs, "MCIPower", pl181.Power, 0)
	reg.ExpectT(t, h.Regs, "MCIArgument", pl181.Argument, 0)
	reg.ExpectT(t, h.Regs, "MCICommand", pl181.Command, 0)
	reg.ExpectT(t, h.Regs, "MCIDataTimer", pl181.DataTimer, 0)
	reg.ExpectT(t, h.Regs, "MCIDataLength", pl181.DataLength, 0)
	reg.ExpectT(t, h.Regs, "MCIDataCtrl", pl181.DataControl, 0)
	reg.ExpectT(t, h.Regs, "MCIDataCnt", pl181.DataCounter, 0)
	reg.ExpectT(t, h.Regs, "MCIMask0", pl181.Mask0, 0)
	reg.ExpectT(t, h.Regs, "MCIMask1", pl181.Mask1, 0)
	reg.ExpectT(t, h.Regs, "MCIFifoCnt", pl181.FIFOCounter, 0)
}

// idle checks that no flag is set after a reset: those of a FIFO that is not enabled are not.
func idle(t *run.T, h *pl181.Host) {
	t.Helper()
	reg.ExpectT(t, h.Regs, "MCIStatus", pl181.State, 0)
}

// written checks that each bit keeps what is written.
func written(t *run.T, h *pl181.Host) {
	for _, v := range []pl181.PowerControl{pl181.PowerUp, pl181.PowerOn, pl181.OpenDrain, pl181.Rod, pl181.PowerOn | 0xf<<2, 0} {
		reg.KeepsT(t, h.Regs, "MCIPower", pl181.Power, v)
	}
	for _, v := range []pl181.ClockControl{pl181.ClockDivider, 0x55, 0xaa, 0} {
		reg.KeepsT(t, h.Regs, "MCIClock", pl181.Clock, v)
	}
	for _, v := range []uint32{0x1234_5678, 0xffff_ffff, 0} {
		reg.KeepsT(t, h.Regs, "MCIArgument", pl181.Argument, v)
		reg.KeepsT(t, h.Regs, "MCIDataTimer", pl181.DataTimer, v)
	}
	for _, v := range []uint32{1, 0x5aa5, 0xffff, 0} {
		reg.KeepsT(t, h.Regs, "MCIDataLength", pl181.DataLength, v)
	}
	for _, v := range []pl181.CommandBits{pl181.CommandIndex, pl181.CommandResponse, pl181.CommandResponse | pl181.CommandLong, 0x2a, 0x15, 0} {
		reg.KeepsT(t, h.Regs, "MCICommand", pl181.Command, v)
	}
	for _, v := range []pl181.DataBits{pl181.DataRead, pl181.DataStream, pl181.DataDMA, pl181.BlockSize(11), pl181.BlockSize(5), 0} {
		reg.KeepsT(t, h.Regs, "MCIDataCtrl", pl181.DataControl, v)
	}
	for bit := pl181.Status(1); bit&all != 0; bit <<= 1 {
		reg.KeepsT(t, h.Regs, "MCIMask0", pl181.Mask0, bit)
		reg.KeepsT(t, h.Regs, "MCIMask1", pl181.Mask1, all&^bit)
	}
	pl181.Mask0.WriteT(t, h.Regs, 0)
	pl181.Mask1.WriteT(t, h.Regs, 0)
}

// reserved checks that reserved bits read as zero.
func reserved(t *run.T, h *pl181.Host) {
	for _, r := range []struct {
		name     string
		register reg.Reg[uint32]
		bits     uint32 // which are not reserved
		written  uint32
	}{
		{"MCIPower", reg.Reg[uint32](pl181.Power), 0xff, ^uint32(0)},
		{"MCICommand", reg.Reg[uint32](pl181.Command), 0x7ff, ^uint32(pl181.CommandEnable)},
		{"MCIDataLength", pl181.DataLength, 0xffff, ^uint32(0)},
		{"MCIDataCtrl", reg.Reg[uint32](pl181.DataControl), 0xff, ^uint32(pl181.DataEnable)},
		{"MCIMask0", reg.Reg[uint32](pl181.Mask0), uint32(all), ^uint32(0)},
		{"MCIMask1", reg.Reg[uint32](pl181.Mask1), uint32(all), ^uint32(0)},
	} {
		r.register.WriteT(t, h.Regs, r.written)
		reg.ExpectT(t, h.Regs, r.name+", with its reserved bits written", r.register, r.bits&r.written)
		r.register.WriteT(t, h.Regs, 0)
	}
}

// lines checks the levels of MCIINTR0 and MCIINTR1.
func lines(t *run.T, h *pl181.Host, when string, want ...bool) {
	t.Helper()
	for n, raised := range want {
		line, err := h.Interrupt(t.Context(), n)
		t.Must(err)
		line.ExpectT(t, fmt.Sprintf("MCIINTR%d %s", n, when), raised)
	}
}
