package ohci

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/ohci"
)

// frames checks that the controller sends a frame every millisecond, counts it,
// updates the number in memory, and interrupts for it (sections 4.4 and 7.3.3). A
// controller with another pace starves or floods every periodic endpoint.
func frames(t *run.T, c *ohci.Controller) {
	t.Step("pace", func() { pace(t, c) })
	t.Step("overflow", func() { overflow(t, c) })
}

// overflow lets the frame number go on to where its bit 15 changes, twice: the interrupt comes
// there, and not before (section 7.1.4 "HcInterruptStatus Register", FNO).
func overflow(t *run.T, c *ohci.Controller) {
	const half = 0x8000
	for range 2 {
		to := half - ohci.HcFmNumber.ReadT(t, c.Regs)%half
		_, err := c.Machine.Clock().ClockStep(t.Context(), time.Duration(to-2)*time.Millisecond)
		t.Must(err)
		high := ohci.HcFmNumber.ReadT(t, c.Regs) & half
		reg.ExpectBitsT(t, c.Regs, "HcInterruptStatus two frames before the overflow", ohci.HcInterruptStatus, ohci.FrameNumberOverflow, 0)
		_, err = c.Machine.Clock().ClockStep(t.Context(), 3*time.Millisecond)
		t.Must(err)
		reg.ExpectBitsT(t, c.Regs, "HcFmNumber after the overflow", ohci.HcFmNumber, half, high^half)
		reg.ExpectBitsT(t, c.Regs, "HcInterruptStatus after the overflow", ohci.HcInterruptStatus, ohci.FrameNumberOverflow|ohci.StartOfFrame,
			ohci.FrameNumberOverflow|ohci.StartOfFrame)
		ohci.HcInterruptStatus.WriteT(t, c.Regs, ohci.FrameNumberOverflow)
		reg.ExpectBitsT(t, c.Regs, "HcInterruptStatus without the overflow", ohci.HcInterruptStatus, ohci.FrameNumberOverflow|ohci.StartOfFrame, ohci.StartOfFrame)
	}
	if got := ohci.HcFmNumber.ReadT(t, c.Regs); got > 0xffff {
		t.Errorf("HcFmNumber = %#x, want 16 bits", got)
	}
}

// pace checks that the frames come by the millisecond.
func pace(t *run.T, c *ohci.Controller) {
	ctx := t.Context()
	const n = 300
	before := ohci.HcFmNumber.ReadT(t, c.Regs)
	_, err := c.Machine.Clock().ClockStep(ctx, n*time.Millisecond)
	t.Must(err)
	if got := ohci.HcFmNumber.ReadT(t, c.Regs) - before; got < n-1 || got > n+1 {
		t.Errorf("got %d frames in %d ms, want one per ms", got, n)
	}
	inMemory, err := c.FrameNumber(ctx)
	t.Must(err)
	if got := ohci.HcFmNumber.ReadT(t, c.Regs); uint32(inMemory) != got {
		t.Errorf("frame number in memory = %d, want %d as in HcFmNumber", inMemory, got)
	}
	line, err := c.PCI.INTx(ctx)
	t.Must(err)
	ohci.HcInterruptDisable.WriteT(t, c.Regs, ohci.MasterEnable)
	reg.ExpectBitsT(t, c.Regs, "HcInterruptStatus after frames", ohci.HcInterruptStatus, ohci.StartOfFrame, ohci.StartOfFrame)
	if line.Raised() {
		t.Error("interrupt line is raised by frames with nothing enabled")
	}
	ohci.HcInterruptEnable.WriteT(t, c.Regs, ohci.StartOfFrame)
	if line.Raised() {
		t.Error("interrupt line is raised without the master enable")
	}
	ohci.HcInterruptEnable.WriteT(t, c.Regs, ohci.MasterEnable)
	if !line.Raised() {
		t.Error("interrupt line is not raised by a frame")
	}
	ohci.HcInterruptDisable.WriteT(t, c.Regs, ohci.StartOfFrame)
	if line.Raised() {
		t.Error("interrupt line is still raised after frames are disabled")
	}
	ohci.HcInterruptStatus.WriteT(t, c.Regs, ohci.StartOfFrame)
	reg.ExpectBitsT(t, c.Regs, "HcInterruptStatus after a write of ones", ohci.HcInterruptStatus, ohci.StartOfFrame, 0)
}
