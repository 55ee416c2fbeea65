package zynqcan

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/xilinxcan"
	"github.com/qgraph/qgraph/libqos/device/net/zynqcan"
)

// registers checks the values after a reset, which bits keep written values and when, and the status of each mode.
func registers(t *run.T, c *zynqcan.Controller) {
	t.Step("after power on", func() { afterReset(t, c) })
	t.Step("pending after power on", func() { reg.ExpectT(t, c.Regs, "ISR", zynqcan.Pending, zynqcan.Idle) })
	t.Step("written", func() { written(t, c) })
	t.Step("read-only", func() {
		reg.IgnoresT(t, c.Regs, "ECR", xilinxcan.Counts)
		reg.IgnoresT(t, c.Regs, "SR", xilinxcan.State)
	})
	t.Step("receive FIFO written", func() { receiveWritten(t, c) })
	t.Step("timing while enabled", func() { timing(t, c) })
	t.Step("filter in use", func() { used(t, c) })
	t.Step("software reset", func() {
		written(t, c)
		t.Must(c.Configure(t.Context()))
		afterSoftwareReset(t, c)
	})
	t.Step("filters after a software reset", func() {
		t.Must(c.Configure(t.Context()))
		zynqcan.Filters.WriteT(t, c.Regs, 1<<zynqcan.FilterCount-1)
		t.Must(c.Configure(t.Context()))
		used := zynqcan.Filters.ReadT(t, c.Regs)
		zynqcan.Filters.WriteT(t, c.Regs, 0)
		if used != 0 {
			t.Errorf("AFR after a software reset = %#x, want 0", used)
		}
	})
	t.Step("configuration mode", func() { configuration(t, c) })
	t.Step("modes", func() { status(t, c) })
	t.Step("error state", func() {
		t.Must(c.Start(t.Context(), xilinxcan.Normal))
		reg.ExpectBitsT(t, c.Regs, "ESTAT of SR", xilinxcan.State, xilinxcan.ErrorActive|xilinxcan.BusOff, xilinxcan.ErrorActive)
	})
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

// afterReset checks the values after a reset (UG585, appendix B).
func afterReset(t *run.T, c *zynqcan.Controller) {
	t.Helper()
	reg.ExpectT(t, c.Regs, "SR after a reset", xilinxcan.State, xilinxcan.Configuring)
	afterSoftwareReset(t, c)
}

// afterSoftwareReset is [afterReset] without the status.
func afterSoftwareReset(t *run.T, c *zynqcan.Controller) {
	t.Helper()
	reg.ExpectT(t, c.Regs, "SRR after a reset", xilinxcan.Reset, 0)
	reg.ExpectT(t, c.Regs, "MSR after a reset", xilinxcan.Select, 0)
	reg.ExpectT(t, c.Regs, "IER after a reset", zynqcan.Enabled, 0)
	for _, r := range []struct {
		name string
		reg.Reg[uint32]
		want uint32
	}{
		{"BRPR", xilinxcan.Prescaler, 0}, {"BTR", xilinxcan.Timing, 0}, {"ECR", xilinxcan.Counts, 0}, {"ESR", zynqcan.Errors, 0},
		{"TCR", zynqcan.Timestamp, 0}, {"WIR", zynqcan.Watermark, 0x3f3f}, {"AFR", zynqcan.Filters, 0},
	} {
		reg.ExpectT(t, c.Regs, r.name+" after a reset", r.Reg, r.want)
	}
}

// written checks each bit in configuration mode.
func written(t *run.T, c *zynqcan.Controller) {
	t.Must(c.Configure(t.Context()))
	for _, r := range []struct {
		name string
		reg.Reg[uint32]
		bits uint32
	}{{"BRPR", xilinxcan.Prescaler, 0xff}, {"BTR", xilinxcan.Timing, 0x1ff}, {"WIR", zynqcan.Watermark, 0xffff}, {"AFR", zynqcan.Filters, 1<<zynqcan.FilterCount - 1}} {
		reg.KeepsBitsT(t, c.Regs, r.name, r.Reg, r.bits)
	}
	reg.KeepsBitsT(t, c.Regs, "IER", zynqcan.Enabled, zynqcan.Interrupts)
	for _, m := range []xilinxcan.Mode{xilinxcan.Sleep, xilinxcan.LoopBack, xilinxcan.Snoop} {
		reg.KeepsT(t, c.Regs, "MSR", xilinxcan.Select, m)
	}
	for n := range zynqcan.FilterCount {
		for _, id := range []xilinxcan.ID{xilinxcan.ID(0x8000_0001 << n), ^xilinxcan.ID(0), xilinxcan.ID(0x1234_5678 + n)} {
			reg.KeepsT(t, c.Regs, fmt.Sprintf("AFMR%d", n+1), zynqcan.Mask(n), id)
			reg.KeepsT(t, c.Regs, fmt.Sprintf("AFIR%d", n+1), zynqcan.Filter(n), ^id)
			reg.ExpectT(t, c.Regs, fmt.Sprintf("AFMR%d beside AFIR%d", n+1, n+1), zynqcan.Mask(n), id)
		}
	}
	zynqcan.Timestamp.WriteT(t, c.Regs, 1)
	reg.ExpectT(t, c.Regs, "TCR after a 1 was written", zynqcan.Timestamp, 0)
}

// receiveWritten checks that the words of the receive FIFO cannot be written (UG1085, "RX Messages").
func receiveWritten(t *run.T, c *zynqcan.Controller) {
	t.Must(c.Start(t.Context(), xilinxcan.LoopBack))
	want := zynqcan.Message{ID: xilinxcan.Standard(0x123), Length: 8, Data: [2]uint32{0x0102_0304, 0x0506_0708}}
	t.Must(c.Send(t.Context(), zynqcan.TXFIFO, want))
	for n := range 4 {
		(zynqcan.RXFIFO + reg.Reg[uint32](4*n)).WriteT(t, c.Regs, 0xa5a5_a5a5)
	}
	receives(t, c, "after its words were written", want)
	length := zynqcan.RXFIFO + 4
	before := length.ReadT(t, c.Regs)
	length.WriteT(t, c.Regs, ^before)
	reg.ExpectT(t, c.Regs, "RXFIFO_DLC after a write", length, before)
}

// timing checks that the timing and two of the modes can be set in configuration mode alone (UG585, BRPR, BTR and MSR).
func timing(t *run.T, c *zynqcan.Controller) {
	t.Must(c.Start(t.Context(), xilinxcan.Normal))
	reg.IgnoresT(t, c.Regs, "BRPR of an enabled controller", xilinxcan.Prescaler)
	reg.IgnoresT(t, c.Regs, "BTR of an enabled controller", xilinxcan.Timing)
	for _, m := range []xilinxcan.Mode{xilinxcan.LoopBack, xilinxcan.Snoop} {
		xilinxcan.Select.WriteT(t, c.Regs, m)
		reg.ExpectT(t, c.Regs, fmt.Sprintf("MSR of an enabled controller after %v", m), xilinxcan.Select, 0)
		reg.ExpectBitsT(t, c.Regs, "SR", xilinxcan.State, xilinxcan.Modes, xilinxcan.InNormalMode)
	}
}

// used checks that the mask and the identifier of a filter in use cannot be written (UG1085, "RX Message Filtering").
func used(t *run.T, c *zynqcan.Controller) {
	t.Must(c.Configure(t.Context()))
	for n := range zynqcan.FilterCount {
		zynqcan.Mask(n).WriteT(t, c.Regs, 0xff00_0000)
		zynqcan.Filter(n).WriteT(t, c.Regs, 0x1234_5678)
		zynqcan.Filters.WriteT(t, c.Regs, 1<<n)
		reg.IgnoresT(t, c.Regs, fmt.Sprintf("AFMR%d of a filter in use", n+1), zynqcan.Mask(n))
		reg.IgnoresT(t, c.Regs, fmt.Sprintf("AFIR%d of a filter in use", n+1), zynqcan.Filter(n))
		zynqcan.Filters.WriteT(t, c.Regs, 0)
		reg.KeepsT(t, c.Regs, fmt.Sprintf("AFMR%d of a filter not in use", n+1), zynqcan.Mask(n), 0)
	}
}

// configuration checks that the controller is in configuration mode, and in no other, after each way there.
func configuration(t *run.T, c *zynqcan.Controller) {
	for _, m := range []xilinxcan.Mode{xilinxcan.Normal, xilinxcan.Snoop, xilinxcan.LoopBack} {
		t.Must(c.Start(t.Context(), m))
		xilinxcan.Reset.WriteT(t, c.Regs, 0)
		reg.ExpectBitsT(t, c.Regs, fmt.Sprintf("SR with CEN cleared after %v", m), xilinxcan.State, xilinxcan.Modes, xilinxcan.Configuring)
		t.Must(c.Start(t.Context(), m))
		t.Must(c.Configure(t.Context()))
		reg.ExpectBitsT(t, c.Regs, fmt.Sprintf("SR after a software reset in %v", m), xilinxcan.State, xilinxcan.Modes, xilinxcan.Configuring)
	}
}

// status checks that the status has the mode.
func status(t *run.T, c *zynqcan.Controller) {
	for _, m := range []struct {
		mode xilinxcan.Mode
		want xilinxcan.Status
	}{
		{xilinxcan.Normal, xilinxcan.InNormalMode}, {xilinxcan.LoopBack, xilinxcan.LoopingBack},
		{xilinxcan.Snoop, xilinxcan.Snooping}, {xilinxcan.Sleep, xilinxcan.Asleep},
	} {
		t.Must(c.Start(t.Context(), m.mode))
		reg.ExpectBitsT(t, c.Regs, fmt.Sprintf("SR in mode %v", m.mode), xilinxcan.State, xilinxcan.Modes, m.want)
		reg.ExpectT(t, c.Regs, fmt.Sprintf("SRR in mode %v", m.mode), xilinxcan.Reset, xilinxcan.Enable)
	}
}
