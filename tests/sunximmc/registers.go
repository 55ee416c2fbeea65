package sunximmc

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/storage/sunximmc"
)

// registers checks the values after a reset, and that each register keeps what is written or ignores it.
func registers(t *run.T, h *sunximmc.Host) {
	line(t, h, "after the start", false) // it is watched from now on
	t.Step("after the start", func() { initial(t, h) })
	t.Step("status after the start", func() { reg.ExpectBitsT(t, h.Regs, "SD_STATUS", sunximmc.State, ^sunximmc.CardPresent, 0x6) })
	t.Step("written", func() { written(t, h) })
	t.Step("responses", func() {
		for n := range 4 {
			reg.IgnoresT(t, h.Regs, fmt.Sprintf("SD_RESP%d", n), sunximmc.Response(n))
		}
	})
	t.Step("read-only", func() {
		reg.IgnoresT(t, h.Regs, "SD_MINTSTS", sunximmc.Masked)
		reg.IgnoresT(t, h.Regs, "SD_RINTSTS", sunximmc.Raw)
	})
	t.Step("read-only status", func() { reg.IgnoresT(t, h.Regs, "SD_STATUS", sunximmc.State) })
	t.Step("a reset", func() {
		sunximmc.Control.WriteT(t, h.Regs, sunximmc.ControlInterrupt|sunximmc.ControlDMA)
		sunximmc.Clock.WriteT(t, h.Regs, sunximmc.ClockOn)
		sunximmc.TimeOut.WriteT(t, h.Regs, 1)
		sunximmc.Width.WriteT(t, h.Regs, 1)
		sunximmc.BlockSize.WriteT(t, h.Regs, 1)
		sunximmc.ByteCount.WriteT(t, h.Regs, 1)
		sunximmc.Argument.WriteT(t, h.Regs, 1)
		sunximmc.Mask.WriteT(t, h.Regs, sunximmc.CommandDone)
		sunximmc.Threshold.WriteT(t, h.Regs, 1)
		sunximmc.Descriptors.WriteT(t, h.Regs, 16)
		sunximmc.DMAControl.WriteT(t, h.Regs, sunximmc.DMAFixed)
		sunximmc.DMAMask.WriteT(t, h.Regs, sunximmc.Sent)
		t.Must(t.QEMU().SystemReset(t.Context()))
		initial(t, h)
		line(t, h, "after a reset", false)
	})
}

// initial checks the values after a reset (section 5.3.7 "SD/MMC Register Description", "Default Value").
func initial(t *run.T, h *sunximmc.Host) {
	t.Helper()
	reg.ExpectT(t, h.Regs, "SD_CTRL", sunximmc.Control, 0x300)
	reg.ExpectT(t, h.Regs, "SD_CLKDIV", sunximmc.Clock, 0)
	reg.ExpectT(t, h.Regs, "SD_TMOUT", sunximmc.TimeOut, 0xffff_ff40)
	reg.ExpectT(t, h.Regs, "SD_CTYPE", sunximmc.Width, 0)
	reg.ExpectT(t, h.Regs, "SD_BLKSIZ", sunximmc.BlockSize, 0x200)
	reg.ExpectT(t, h.Regs, "SD_BYTCNT", sunximmc.ByteCount, 0x200)
	reg.ExpectT(t, h.Regs, "SD_CMD", sunximmc.Command, 0)
	reg.ExpectT(t, h.Regs, "SD_CMDARG", sunximmc.Argument, 0)
	reg.ExpectT(t, h.Regs, "SD_INTMASK", sunximmc.Mask, 0)
	reg.ExpectT(t, h.Regs, "SD_MINTSTS", sunximmc.Masked, 0)
	reg.ExpectT(t, h.Regs, "SD_RINTSTS", sunximmc.Raw, 0)
	reg.ExpectT(t, h.Regs, "SD_FIFOTH", sunximmc.Threshold, 0xf_0000)
	reg.ExpectT(t, h.Regs, "SD_HWRST", sunximmc.HardReset, 1)
	reg.ExpectT(t, h.Regs, "SD_DMAC", sunximmc.DMAControl, 0)
	reg.ExpectT(t, h.Regs, "SD_DLBA", sunximmc.Descriptors, 0)
	reg.ExpectT(t, h.Regs, "SD_IDST", sunximmc.DMAState, 0)
	reg.ExpectT(t, h.Regs, "SD_IDIE", sunximmc.DMAMask, 0)
}

// written checks that each bit keeps what is written.
func written(t *run.T, h *sunximmc.Host) {
	for _, v := range []sunximmc.ControlBits{sunximmc.ControlDMA, sunximmc.ControlAHB, sunximmc.ControlInterrupt} {
		reg.KeepsT(t, h.Regs, "SD_CTRL", sunximmc.Control, v)
	}
	reg.KeepsBitsT(t, h.Regs, "SD_CLKDIV", sunximmc.Clock, sunximmc.ClockOn|sunximmc.ClockDivider)
	reg.KeepsBitsT(t, h.Regs, "SD_TMOUT", sunximmc.TimeOut, 0xffff_ffff)
	reg.KeepsBitsT(t, h.Regs, "SD_CTYPE", sunximmc.Width, 3)
	reg.KeepsBitsT(t, h.Regs, "SD_BLKSIZ", sunximmc.BlockSize, 0xffff)
	reg.KeepsBitsT(t, h.Regs, "SD_BYTCNT", sunximmc.ByteCount, 0xffff_ffff)
	reg.KeepsBitsT(t, h.Regs, "SD_CMDARG", sunximmc.Argument, 0xffff_ffff)
	reg.KeepsBitsT(t, h.Regs, "SD_INTMASK", sunximmc.Mask, sunximmc.All)
	reg.KeepsBitsT(t, h.Regs, "SD_DLBA", sunximmc.Descriptors, 0xffff_fffc)
	reg.KeepsBitsT(t, h.Regs, "SD_IDIE", sunximmc.DMAMask, sunximmc.Sent|sunximmc.Received|sunximmc.BusError|sunximmc.Invalid)
}
