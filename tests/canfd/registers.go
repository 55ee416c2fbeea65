package canfd

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/canfd"
	"github.com/qgraph/qgraph/libqos/device/net/xilinxcan"
)

// marks are the watermarks after a reset.
const marks canfd.Marks = 0x1f_0f0f

// registers checks the values after a reset, which bits keep written values and when, and the status of each mode.
func registers(t *run.T, c *canfd.Controller) {
	t.Step("after power on", func() {
		afterReset(t, c)
		reg.ExpectT(t, c.Regs, "FIFO watermarks after a reset", canfd.ReceiveMark, marks)
	})
	t.Step("written", func() { written(t, c) })
	t.Step("filters written", func() { filters(t, c) })
	t.Step("read-only", func() {
		reg.IgnoresT(t, c.Regs, "SR", xilinxcan.State)
		reg.IgnoresT(t, c.Regs, "ISR", canfd.Pending)
	})
	t.Step("software reset", func() {
		t.Must(c.Start(t.Context(), xilinxcan.Snoop))
		t.Must(c.Configure(t.Context()))
		afterReset(t, c)
	})
	t.Step("watermarks after a software reset", func() {
		t.Must(c.Configure(t.Context()))
		canfd.ReceiveMark.WriteT(t, c.Regs, 0x01_0203)
		t.Must(c.Configure(t.Context()))
		got := canfd.ReceiveMark.ReadT(t, c.Regs)
		canfd.ReceiveMark.WriteT(t, c.Regs, marks)
		if got != marks {
			t.Errorf("FIFO watermarks after a software reset = %#x, want %#x", uint32(got), uint32(marks))
		}
	})
	t.Step("reserved bits", func() { reserved(t, c) })
	t.Step("timing while enabled", func() { timing(t, c) })
	t.Step("modes while enabled", func() { enabled(t, c) })
	t.Step("modes", func() { status(t, c) })
	t.Step("bus idle", func() {
		t.Must(c.Start(t.Context(), xilinxcan.Normal))
		reg.ExpectBitsT(t, c.Regs, "BIDLE and BBSY of SR", xilinxcan.State, xilinxcan.BusIdle|xilinxcan.BusBusy, xilinxcan.BusIdle)
	})
	t.Step("reset of the machine", func() {
		t.Must(c.Start(t.Context(), xilinxcan.Snoop))
		t.Must(t.QEMU().SystemReset(t.Context()))
		afterReset(t, c)
	})
}

// afterReset checks the values after a reset.
func afterReset(t *run.T, c *canfd.Controller) {
	t.Helper()
	reg.ExpectT(t, c.Regs, "SRR after a reset", xilinxcan.Reset, 0)
	reg.ExpectT(t, c.Regs, "MSR after a reset", xilinxcan.Select, 0)
	reg.ExpectT(t, c.Regs, "SR after a reset", xilinxcan.State, xilinxcan.Configuring)
	reg.ExpectT(t, c.Regs, "ISR after a reset", canfd.Pending, 0)
	reg.ExpectT(t, c.Regs, "IER after a reset", canfd.Enabled, 0)
	for _, r := range []struct {
		name string
		reg.Reg[uint32]
		want uint32
	}{
		{"BRPR", xilinxcan.Prescaler, 0}, {"BTR", xilinxcan.Timing, 0}, {"ECR", xilinxcan.Counts, 0}, {"DP_BRPR", canfd.DataPrescaler, 0},
		{"DP_BTR", canfd.DataTiming, 0}, {"TRR", canfd.Ready, 0}, {"IETRS", canfd.ReadyEnabled, 0}, {"TXE_FSR", canfd.EventStatus, 0},
		{"TXE_WMR", canfd.EventMark, 0xf}, {"AFR", canfd.Filters, 0}, {"FSR", canfd.ReceiveStatus, 0},
	} {
		reg.ExpectT(t, c.Regs, r.name+" after a reset", r.Reg, r.want)
	}
}

// written checks each bit in configuration mode.
func written(t *run.T, c *canfd.Controller) {
	t.Must(c.Configure(t.Context()))
	for _, r := range []struct {
		name string
		reg.Reg[uint32]
		bits int
	}{
		{"BRPR", xilinxcan.Prescaler, 8}, {"DP_BRPR", canfd.DataPrescaler, 8}, {"BTR", xilinxcan.Timing, 8}, {"DP_BTR", canfd.DataTiming, 5},
		{"IETRS", canfd.ReadyEnabled, 32}, {"TXE_WMR", canfd.EventMark, 5}, {"AFR", canfd.Filters, canfd.FilterCount},
	} {
		before := r.ReadT(t, c.Regs)
		for bit := range r.bits {
			reg.KeepsT(t, c.Regs, r.name, r.Reg, 1<<bit)
		}
		r.WriteT(t, c.Regs, before)
	}
	for bit := range 32 {
		reg.KeepsT(t, c.Regs, "IER", canfd.Enabled, 1<<bit)
	}
	canfd.Enabled.WriteT(t, c.Regs, 0)
	for _, m := range []xilinxcan.Mode{xilinxcan.Sleep, xilinxcan.LoopBack, xilinxcan.Snoop, 0} {
		reg.KeepsT(t, c.Regs, "MSR", xilinxcan.Select, m)
	}
	for _, m := range []canfd.Marks{canfd.Mark0, canfd.Mark1, canfd.Partition, 0x15_2a15, 0x0a_152a, marks} {
		reg.KeepsT(t, c.Regs, "FIFO watermarks", canfd.ReceiveMark, m)
	}
}

// filters checks the mask and the identifier of each filter, which can be written while the filter is not in use.
func filters(t *run.T, c *canfd.Controller) {
	t.Must(c.Configure(t.Context()))
	for n := range canfd.FilterCount {
		for _, id := range []xilinxcan.ID{xilinxcan.ID(0x8765_4321 ^ 1<<n), xilinxcan.ID(^(0x8765_4321 ^ uint32(1)<<n))} {
			canfd.Mask(n).WriteT(t, c.Regs, id)
			reg.KeepsT(t, c.Regs, fmt.Sprintf("filter %d", n), canfd.Filter(n), ^id)
			reg.ExpectT(t, c.Regs, fmt.Sprintf("mask %d beside its filter", n), canfd.Mask(n), id)
		}
	}
	for _, n := range []int{0, 1, 16, 31} {
		canfd.Filters.WriteT(t, c.Regs, 1<<n)
		reg.IgnoresT(t, c.Regs, fmt.Sprintf("mask %d in use", n), canfd.Mask(n))
		reg.IgnoresT(t, c.Regs, fmt.Sprintf("filter %d in use", n), canfd.Filter(n))
		canfd.Filters.WriteT(t, c.Regs, 0)
	}
}

// reserved checks that bits that a register has not read as 0.
func reserved(t *run.T, c *canfd.Controller) {
	t.Must(c.Configure(t.Context()))
	xilinxcan.Select.WriteT(t, c.Regs, 0x00ff_ff00)
	xilinxcan.Prescaler.WriteT(t, c.Regs, ^uint32(0xff))
	mode, prescaler := xilinxcan.Select.ReadT(t, c.Regs), xilinxcan.Prescaler.ReadT(t, c.Regs)
	t.Must(c.Configure(t.Context()))
	if mode != 0 || prescaler != 0 {
		t.Errorf("reserved bits of MSR = %#x and of BRPR = %#x, want 0 in both", uint32(mode), prescaler)
	}
}

// timing checks that the timing can be set in configuration mode alone.
func timing(t *run.T, c *canfd.Controller) {
	t.Must(c.Start(t.Context(), xilinxcan.Normal))
	prescalerHolds := reg.HoldsT(t, c.Regs, "BRPR", xilinxcan.Prescaler)
	timingHolds := reg.HoldsT(t, c.Regs, "BTR", xilinxcan.Timing)
	xilinxcan.Prescaler.WriteT(t, c.Regs, 0x55)
	xilinxcan.Timing.WriteT(t, c.Regs, 0x55)
	prescalerHolds(t, "written while the controller is enabled")
	timingHolds(t, "written while the controller is enabled")
}

// enabled checks that two of the modes can be set in configuration mode alone.
func enabled(t *run.T, c *canfd.Controller) {
	t.Must(c.Start(t.Context(), xilinxcan.Normal))
	for _, m := range []xilinxcan.Mode{xilinxcan.LoopBack, xilinxcan.Snoop} {
		xilinxcan.Select.WriteT(t, c.Regs, m)
		reg.ExpectBitsT(t, c.Regs, fmt.Sprintf("SR of an enabled controller after %v", m), xilinxcan.State, xilinxcan.Modes, xilinxcan.InNormalMode)
	}
	t.Must(c.Configure(t.Context()))
}

// status checks that the status has the mode, and that the controller is error active but in configuration mode.
func status(t *run.T, c *canfd.Controller) {
	const errors = xilinxcan.ErrorActive | xilinxcan.BusOff
	for _, m := range []struct {
		mode xilinxcan.Mode
		want xilinxcan.Status
	}{
		{xilinxcan.Normal, xilinxcan.InNormalMode}, {xilinxcan.LoopBack, xilinxcan.LoopingBack}, {xilinxcan.Snoop, xilinxcan.Snooping}, {xilinxcan.Sleep, xilinxcan.Asleep},
	} {
		t.Must(c.Start(t.Context(), m.mode))
		reg.ExpectBitsT(t, c.Regs, fmt.Sprintf("SR in mode %v", m.mode), xilinxcan.State, xilinxcan.Modes|errors, m.want|xilinxcan.ErrorActive)
		xilinxcan.Reset.WriteT(t, c.Regs, 0)
		reg.ExpectBitsT(t, c.Regs, fmt.Sprintf("SR in configuration mode after %v", m.mode), xilinxcan.State, xilinxcan.Modes|errors, xilinxcan.Configuring)
	}
}
